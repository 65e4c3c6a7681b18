package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import dev.vigil.recording.Recorder;
import dev.vigil.recording.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayCommandTest {

    private static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");
    private static final TargetKey TARGET = new TargetKey("pretrain", "10.0.0.4:9911");

    @TempDir
    private Path folder;

    private Path recording;

    /** A target that refuses for half a minute, answers, and refuses again to the end, when nobody can say how it is. */
    @BeforeEach
    void record() throws IOException {
        recording = folder.resolve("today.vgl");
        Run run = new Run(new FleetSettings(Duration.ofSeconds(1), Duration.ofMinutes(15)), "test");
        try (Recorder recorder = Recorder.start(recording, run, note -> {})) {
            recorder.record(new Reading.Joined(TARGET, Map.of(), 100, "0", 1, false), T0);
            for (int second = 1; second <= 80; second++) {
                boolean refused = second <= 30 || second > 60;
                recorder.record(attempt(refused), T0.plusSeconds(second));
            }
        }
    }

    private static Reading attempt(boolean refused) {
        return new Reading.Attempt(
                TARGET,
                refused ? "mailbox" : "overview",
                refused ? Reading.Outcome.REFUSED : Reading.Outcome.OK,
                0.1,
                refused ? "connection refused" : null,
                Reading.Process.ALIVE);
    }

    private String rules(String name, String duration) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, """
                groups:
                - name: g
                  rules:
                  - alert: Unreachable
                    expr: SELECT job, instance, unreachable_seconds AS value FROM targets WHERE unreachable_seconds > 0
                    for: %s
                    labels: {severity: critical}
                    annotations: {summary: "silent\\e[31m for {{ $value }} s"}
                """.formatted(duration));
        return file.toString();
    }

    @Test
    void printsATimelineInOrderOfTime() throws IOException {
        Typed typed = Typed.vigil("replay", recording.toString(), "--rules", rules("my.yml", "10s"));

        assertThat(typed.status()).isZero();
        String out = typed.out();
        assertThat(out.lines().toList().get(0))
                .endsWith("today.vgl: 2026-11-24T12:00:00Z to 2026-11-24T12:01:20Z, 1 run, 81 readings");
        assertThat(out).containsSubsequence("firing    critical  Unreachable", "resolved  critical  Unreachable");
        assertThat(out).contains("10.0.0.4:9911  silent [31m for").contains("after ");
        assertThat(out).contains("1 alert fired; 1 was pending and did not fire (--pending shows it).");
        assertThat(typed.err())
                .contains("81 readings in")
                .contains("readings/s")
                .contains("through 1 rule");
    }

    @Test
    void countsWhatWasPendingAndShowsItWhenAsked() throws IOException {
        String slow = rules("slow.yml", "25s");

        Typed typed = Typed.vigil("replay", recording.toString(), "--rules", slow);
        Typed asked = Typed.vigil("replay", recording.toString(), "--rules", slow, "--pending");

        assertThat(typed.out()).contains("1 alert fired; 1 was pending and did not fire (--pending shows it).");
        assertThat(typed.out()).doesNotContain("pending   critical");
        assertThat(asked.out()).contains("pending   critical  Unreachable");
    }

    @Test
    void printsJson() throws IOException {
        Typed typed =
                Typed.vigil("replay", recording.toString(), "--rules", rules("my.yml", "10s"), "--output", "json");

        JsonNode json = new ObjectMapper().readTree(typed.out());
        assertThat(json.at("/recording/readings").asLong()).isEqualTo(81);
        assertThat(json.at("/recording/from").asText()).isEqualTo("2026-11-24T12:00:00Z");
        assertThat(json.at("/speed/readingsPerSecond").asLong()).isPositive();
        assertThat(json.at("/alerts")).hasSize(2);
        assertThat(json.at("/alerts/0/alert").asText()).isEqualTo("Unreachable");
        assertThat(json.at("/alerts/0/labels/severity").asText()).isEqualTo("critical");
        assertThat(Instant.parse(json.at("/alerts/0/firedAt").asText()))
                .isBetween(T0.plusSeconds(10), T0.plusSeconds(20));
        assertThat(json.at("/alerts/1/endedAt").isNull()).isTrue();
    }

    @Test
    void comparesTwoFilesOfRules() throws IOException {
        Typed typed = Typed.vigil(
                "replay",
                recording.toString(),
                "--rules",
                rules("new.yml", "15s"),
                "--against",
                rules("old.yml", "10s"));

        assertThat(typed.out()).contains("moved     critical  Unreachable           10.0.0.4:9911  begins 5.0 s later");
        assertThat(typed.out()).contains("0 gained, 0 lost, 1 moved, 0 as before.");
    }

    @Test
    void playsNothingThroughRulesThatAreNotThere() {
        Typed typed = Typed.vigil(
                "replay",
                recording.toString(),
                "--rules",
                folder.resolve("*.nope").toString());

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).contains(folder.resolve("*.nope") + ": no file matches this pattern");
    }

    @Test
    void warnsOfATornEnd() throws IOException {
        byte[] whole = Files.readAllBytes(recording);
        Files.write(recording, Arrays.copyOf(whole, whole.length + 20));

        Typed typed = Typed.vigil("replay", recording.toString(), "--rules", rules("my.yml", "10s"));

        assertThat(typed.status()).isZero();
        assertThat(typed.out()).contains("81 readings");
        assertThat(typed.err())
                .contains("from byte " + whole.length + " to its end (20 bytes) there is no whole block");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"--rules", "--against"})
    void saysWhatIsWrongWithRules(String option) throws IOException {
        Path broken = folder.resolve("broken.yml");
        Files.writeString(broken, "groups: [{name: g, rules: [{alert: A, expr: SELECT x}]}]");

        Typed typed = Typed.vigil("replay", recording.toString(), option, broken.toString());

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).contains(broken + ":1:").doesNotContain("Exception", "\tat ");
    }
}
