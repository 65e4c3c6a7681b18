package dev.vigil.flink.replay;

import static dev.vigil.flink.replay.Recorded.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.fleet.TargetKey;
import dev.vigil.rules.RuleSet;
import dev.vigil.rules.yaml.RuleReader;
import dev.vigil.rules.yaml.YamlSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

    private static final String HIGH =
            "{expr: \"SELECT job, instance, rank, value FROM watches WHERE name = 'loss' AND value > 5\"";

    private static Replay replay;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        replay = new Replay(2);
    }

    @AfterAll
    static void stop() throws IOException {
        replay.close();
    }

    private static RuleSet rule(String name, String more) {
        String yaml = "groups: [{name: g, rules: [" + HIGH + ", alert: " + name + more + "}]}]";
        return RuleReader.read(List.of(new YamlSource("rules.yml", yaml)))
                .rules()
                .orElseThrow();
    }

    private Replayed play(RuleSet rules) throws Exception {
        return replay.play(file(), rules);
    }

    private Path file() {
        return folder.resolve("today.vgl");
    }

    private Recorded recording() throws IOException {
        return new Recorded(file());
    }

    private static Instant at(double seconds) {
        return T0.plusMillis((long) (seconds * 1e3));
    }

    @Test
    void firesAndEndsAtTheTimesOfTheRecording() throws Exception {
        try (Recorded recorded = recording()) {
            recorded.loss(1, 10).loss(9, 30).loss(1, 30);
        }

        Replayed replayed = play(rule(
                "HighLoss",
                ", for: 10s, keep_firing_for: 5s, labels: {severity: page},"
                        + " annotations: {summary: 'Loss of rank {{ $labels.rank }} is {{ $value }}'}"));

        assertThat(replayed.episodes()).hasSize(1);
        Episode episode = replayed.episodes().get(0);
        // The loss is high in the readings of seconds 11 to 40; alerts are judged on the next tick of 50 ms.
        assertThat(episode.activeAt()).isEqualTo(at(11));
        assertThat(episode.firedAt()).contains(at(21));
        assertThat(episode.endedAt()).contains(at(46));
        assertThat(episode.labels()).containsEntry("severity", "page").containsEntry("team", "nlp");
        assertThat(episode.annotations()).containsEntry("summary", "Loss of rank 0 is 9");
        assertThat(episode.value()).isEqualTo(9);
        assertThat(replayed.readings()).isEqualTo(2 + 70 * 3);
        assertThat(replayed.from()).contains(T0);
        assertThat(replayed.to()).contains(at(70));
        assertThat(replayed.took()).isPositive();
    }

    @Test
    void whatDoesNotLastIsPendingAndWhatLastsIsOpenAtTheEnd() throws Exception {
        try (Recorded recorded = recording()) {
            recorded.loss(9, 5).loss(1, 10).loss(9, 20);
        }

        List<Episode> episodes = play(rule("HighLoss", ", for: 10s")).episodes();

        assertThat(episodes).hasSize(2);
        assertThat(episodes.get(0).fired()).isFalse();
        assertThat(episodes.get(0).endedAt()).isPresent();
        assertThat(episodes.get(1).firedAt()).contains(at(26));
        assertThat(episodes.get(1).endedAt()).isEmpty();
    }

    @Test
    void timeInWhichTheMonitorWasDownCountsForNothing() throws Exception {
        try (Recorded recorded = recording()) {
            recorded.loss(1, 10).loss(9, 5).restart(Duration.ofHours(1)).loss(9, 20);
        }

        Replayed replayed = play(rule("HighLoss", ", for: 10s"));

        // Active for 4 s before the hour; another 6 s are needed after it.
        assertThat(replayed.episodes()).hasSize(1);
        assertThat(replayed.episodes().get(0).activeAt()).isEqualTo(at(11));
        assertThat(replayed.episodes().get(0).firedAt()).contains(at(3600 + 21));
        assertThat(replayed.runs()).hasSize(2);
    }

    @Test
    void aClockThatWasSetBackDoesNotMatter() throws Exception {
        try (Recorded recorded = recording()) {
            recorded.loss(9, 5).restart(Duration.ofHours(-1)).loss(9, 20);
        }

        assertThat(play(rule("HighLoss", ", for: 10s")).episodes().get(0).firedAt())
                .contains(at(-3600 + 11));
    }

    @Test
    void aTargetThatIsRemovedIsKeptForTheRetentionOfItsRun() throws Exception {
        try (Recorded recorded = recording()) {
            recorded.loss(9, 10).gone(60);
        }

        assertThat(play(rule("HighLoss", "")).episodes().get(0).endedAt()).contains(at(10 + 30));
    }

    @Test
    void aLimitHoldsAndIsTold() throws Exception {
        try (Recorded recorded = recording()) {
            recorded.loss(9, 10);
        }
        String both =
                "groups: [{name: g, rules: [{alert: Two, limit: 1, expr: \"SELECT job, instance, rank, 'a' AS which"
                        + " FROM watches WHERE value > 5 UNION ALL SELECT job, instance, rank, 'b' FROM watches WHERE value > 5\"}]}]";
        RuleSet rules = RuleReader.read(List.of(new YamlSource("rules.yml", both)))
                .rules()
                .orElseThrow();

        Replayed replayed = play(rules);

        assertThat(replayed.episodes()).hasSize(1);
        assertThat(replayed.crowded()).containsEntry("g/Two", 1L);
        assertThat(replayed.failures()).isEmpty();
    }

    @Test
    void aRecordingThatWasCutPlaysToTheCut() throws Exception {
        try (Recorded recorded = recording()) {
            recorded.loss(9, 5).restart(Duration.ofSeconds(1)).loss(9, 5);
        }
        byte[] whole = Files.readAllBytes(file());
        RuleSet rules = rule("HighLoss", "");
        Replayed all = play(rules);

        Files.write(file(), Arrays.copyOf(whole, whole.length - 7));
        Replayed cut = play(rules);
        Files.write(file(), Arrays.copyOf(whole, 5));
        Replayed nothing = play(rules);

        assertThat(cut.readings()).isPositive().isLessThan(all.readings());
        assertThat(cut.damage().torn()).isPositive();
        assertThat(cut.episodes()).isEqualTo(all.episodes());
        assertThat(nothing.readings()).isZero();
        assertThat(nothing.from()).isEqualTo(Optional.empty());
        assertThat(nothing.episodes()).isEmpty();
    }

    @Test
    void jobsSideBySideComeToTheSameAsOneAfterTheOther() throws Exception {
        List<TargetKey> targets = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            targets.add(new TargetKey("job" + i, "10.0.0.1:" + i));
        }
        try (Recorded recorded = new Recorded(file(), targets)) {
            recorded.loss(1, 5)
                    .loss(9, 12)
                    .restart(Duration.ofMinutes(1))
                    .loss(9, 3)
                    .loss(1, 5)
                    .loss(9, 15);
        }
        RuleSet byJob = rule("HighLoss", ", for: 10s");
        RuleSet together = rule("HighLoss", ", for: 10s, limit: 100"); // a limit counts the alerts of all jobs

        List<Episode> sideBySide = play(byJob).episodes();

        assertThat(sideBySide).hasSize(20);
        assertThat(sideBySide).isEqualTo(play(together).episodes());
    }

    @Test
    void joinsAreJudgedAsInTheMonitor() throws Exception {
        try (Recorded recorded = recording()) {
            recorded.loss(1, 20).loss(9, 20).loss(1, 10);
        }
        String join =
                "groups: [{name: g, rules: [{alert: Both, expr: \"SELECT w.job, w.instance, w.value FROM watches w"
                        + " JOIN targets t ON w.job = t.job AND w.instance = t.instance WHERE w.value > 5 AND t.step > 25\"}]}]";
        RuleSet rules = RuleReader.read(List.of(new YamlSource("rules.yml", join)))
                .rules()
                .orElseThrow();

        List<Episode> episodes = play(rules).episodes();

        // True from second 26 on; what a join shows is believed once it has been so for a second.
        assertThat(episodes).hasSize(1);
        assertThat(episodes.get(0).firedAt().orElseThrow()).isBetween(at(26), at(28));
        assertThat(episodes.get(0).endedAt().orElseThrow()).isBetween(at(41), at(43));
    }

    @Test
    void aForeignFileIsRefused() throws Exception {
        Files.writeString(file(), "groups: []");

        assertThatThrownBy(() -> play(rule("HighLoss", ""))).hasMessageContaining("is not a recording of Vigil's");
    }
}
