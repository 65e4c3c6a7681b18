package dev.vigil.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.vigil.fleet.Tables;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.RuleRow;
import dev.vigil.flink.alert.SeriesUpdate;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.NoData;
import dev.vigil.rules.Problem;
import dev.vigil.rules.Rule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleGraphTest {

    private static final String NAN = "SELECT job, instance, rank, step, value FROM watches WHERE non_finite > 0";
    private static final String STALLED =
            "SELECT job, instance, rank, stalled_seconds AS value FROM targets" + " WHERE state = 'stalled'";
    private static Lab lab;

    @BeforeAll
    static void start() throws Exception {
        lab = new Lab();
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @Test
    void raisesRenewsAndResolvesAnAlert() throws Exception {
        Script script = new Script()
                .facts("j", "a", Map.of("team", "nlp", "rank", "overridden"), true)
                .row(Tables.WATCHES, "a", loss("a", 1.0, 0, 1))
                .pass(1)
                .row(Tables.WATCHES, "a", loss("a", Double.NaN, 1, 2))
                .pass(1)
                .row(Tables.WATCHES, "a", loss("a", Double.NaN, 2, 3))
                .pass(1)
                .row(Tables.WATCHES, "a", loss("a", 0.9, 0, 4))
                .pass(1);
        AlertRule rule = Rules.labelled(
                Rules.annotated(
                        "NaN", NAN, Map.of("summary", "{{ $value }} at {{ $values.step }} of {{ $labels.team }}")),
                Map.of("severity", "critical", "owner", "{{ $labels.team }}-{{ $labels.rank }}", "none", ""));

        Lab.Heard heard = lab.run(script, rule);

        assertThat(heard.story("NaN")).containsExactly("firing@1.05", "inactive@3.05");
        assertThat(heard.alerts)
                .extracting(update -> update.annotations().get("summary"))
                .containsExactly("NaN at 2 of nlp", "NaN at 3 of nlp", "NaN at 3 of nlp");
        assertThat(heard.alerts)
                .allSatisfy(update -> assertThat(update.labels())
                        .isEqualTo(Map.of(
                                "alertname", "NaN",
                                "job", "j",
                                "instance", "a",
                                "rank", "0",
                                "team", "nlp",
                                "severity", "critical",
                                "owner", "nlp-0")));
        assertThat(heard.alerts.get(2).resolvedAt()).isEqualTo(at(3.05));
        assertThat(heard.alerts.get(0).value()).isNaN();
    }

    @Test
    void holdsAndKeepsAsLongAsTheRuleSays() throws Exception {
        Script script = new Script()
                .row(Tables.WATCHES, "short", loss("short", Double.NaN, 1, 1))
                .row(Tables.WATCHES, "long", loss("long", Double.NaN, 1, 1))
                .pass(1)
                .row(Tables.WATCHES, "short", loss("short", 1, 0, 2))
                .pass(4)
                .row(Tables.WATCHES, "long", loss("long", 1, 0, 2))
                .pass(2)
                .row(Tables.WATCHES, "long", loss("long", Double.NaN, 1, 3))
                .pass(1)
                .row(Tables.WATCHES, "long", loss("long", 1, 0, 4))
                .pass(5);
        Rule rule = Rules.timed(Rules.alert("NaN", NAN), Duration.ofSeconds(3), Duration.ofSeconds(4));

        Lab.Heard heard = lab.run(script, rule);

        assertThat(heard.story("NaN", "short")).containsExactly("pending@0.02", "inactive@2.05");
        assertThat(heard.story("NaN", "long")).containsExactly("pending@0.02", "firing@3.05", "inactive@12.05");
        assertThat(heard.alerts)
                .filteredOn(
                        update -> update.keepFiringSince() > 0 && update.state().equals("firing"))
                .extracting(AlertUpdate::keepFiringSince)
                .containsExactly(at(5.05), at(8.05));
    }

    @Test
    void judgesNoHalfOfAChange() throws Exception {
        Script script = new Script();
        int ranks = 100;
        for (int second = 0; second < 4; second++) {
            for (int rank = 0; rank < ranks; rank++) {
                String instance = "i" + rank;
                script.row(
                        Tables.TARGETS, instance, target(instance, Map.of("state", "stalled", "step", 1.0 * second)));
                script.row(Tables.WATCHES, instance, loss(instance, second, 0, second));
            }
            script.row(Tables.JOBS, "j", Map.of("job", "j", "ranks", 1.0 * ranks, "step_max", 1.0 * second));
            script.pass(1);
        }

        Lab.Heard heard = lab.run(
                script,
                Rules.alert("Filter", STALLED),
                Rules.alert("Count", "SELECT job, COUNT(*) AS n FROM targets GROUP BY job HAVING COUNT(*) >= 100"),
                Rules.alert(
                        "Median",
                        "SELECT job, MEDIAN(step) AS value FROM targets GROUP BY job HAVING MEDIAN(step) >= 2"),
                Rules.alert("Join", "SELECT t.job, t.instance, j.ranks FROM targets t JOIN jobs j ON t.job = j.job"),
                Rules.alert(
                        "Never",
                        "SELECT t.job, t.instance FROM targets t"
                                + " WHERE NOT EXISTS (SELECT 1 FROM jobs j WHERE j.job = t.job AND j.ranks > 1)"),
                Rules.alert(
                        "Missing",
                        "SELECT t.job, t.instance FROM targets t LEFT JOIN watches w"
                                + " ON t.job = w.job AND t.instance = w.instance WHERE w.name IS NULL"));

        assertThat(heard.transitions("Filter")).isEqualTo(Map.of("firing", ranks));
        assertThat(heard.story("Count")).hasSize(1);
        assertThat(heard.story("Median")).containsExactly("firing@2.05");
        assertThat(heard.transitions("Join")).isEqualTo(Map.of("firing", ranks));
        assertThat(heard.transitions("Never")).isEmpty();
        assertThat(heard.transitions("Missing")).isEmpty();
    }

    @Test
    void isolatesARuleThatFailsWhileItRuns() throws Exception {
        Script script = new Script()
                .row(Tables.WATCHES, "a", loss("a", Double.NaN, 1, 0))
                .row(Tables.WATCHES, "b", loss("b", Double.NaN, 1, 5))
                .pass(1)
                .row(Tables.WATCHES, "a", loss("a", Double.NaN, 1, 2))
                .pass(1);
        String divides = "SELECT job, instance, 10 / CAST(step AS INT) AS value FROM watches WHERE non_finite > 0";

        Lab.Heard heard = lab.run(script, Rules.alert("NaN", NAN), Rules.alert("Divides", divides));

        assertThat(heard.transitions("NaN")).isEqualTo(Map.of("firing", 2));
        assertThat(heard.story("Divides", "b")).containsExactly("firing@0.02");
        assertThat(heard.story("Divides", "a")).containsExactly("firing@1.05");
        assertThat(heard.dropped.keySet()).containsExactly("test/Divides");
        assertThat(heard.dropped.get("test/Divides"))
                .hasSize(2)
                .allSatisfy(reason -> assertThat(reason).isInstanceOf(ArithmeticException.class));
    }

    @Test
    void standsStillWhileItsTargetCannotBeRead() throws Exception {
        Script script = new Script()
                .facts("j", "a", Map.of(), true)
                .row(Tables.TARGETS, "a", target("a", Map.of("state", "stalled")))
                .pass(1)
                .facts("j", "a", Map.of(), false)
                .row(Tables.TARGETS, "a", target("a", Map.of("state", "unreachable")))
                .pass(5)
                .facts("j", "a", Map.of(), true)
                .pass(1);

        Lab.Heard heard = lab.run(
                script,
                Rules.alert("Keep", STALLED),
                Rules.with(Rules.alert("Resolve", STALLED), 0, NoData.RESOLVE),
                Rules.alert("Unreachable", "SELECT job, instance FROM targets WHERE state = 'unreachable'"));

        assertThat(heard.story("Keep")).containsExactly("firing@0.02", "inactive@7.0");
        assertThat(heard.story("Resolve")).containsExactly("firing@0.02", "inactive@1.05");
        assertThat(heard.story("Unreachable")).containsExactly("firing@1.05");
    }

    @Test
    void takesNoStaleRowOfAnUnreadableTargetForNews() throws Exception {
        Script script = new Script()
                .facts("j", "a", Map.of(), true)
                .row(Tables.WATCHES, "a", loss("a", Double.NaN, 1, 1))
                .pass(2)
                .facts("j", "a", Map.of(), false)
                .pass(30)
                .facts("j", "a", Map.of(), true)
                .pass(4);

        Lab.Heard heard = lab.run(
                script,
                Rules.timed(Rules.alert("Keep", NAN), Duration.ofSeconds(5), Duration.ZERO),
                Rules.with(Rules.alert("Resolve", NAN), 0, NoData.RESOLVE));

        assertThat(heard.story("Keep")).containsExactly("pending@0.02", "firing@35.05");
        assertThat(heard.alerts)
                .filteredOn(update -> update.name().equals("Keep") && update.unknownSince() > 0)
                .extracting(AlertUpdate::state, update -> update.updatedAt() - at(0))
                .containsExactly(tuple("pending", 3_000L));
        assertThat(heard.story("Resolve")).containsExactly("firing@0.02", "inactive@3.0", "firing@33.0");
    }

    @Test
    void takesARowThatCameWhileItsTargetWasUnreadableForNews() throws Exception {
        String unreachable = "SELECT job, instance FROM targets WHERE state = 'unreachable'";
        Script script = new Script()
                .facts("j", "a", Map.of(), true)
                .row(Tables.TARGETS, "a", target("a", Map.of("state", "training")))
                .pass(2)
                .facts("j", "a", Map.of(), false)
                .row(Tables.TARGETS, "a", target("a", Map.of("state", "unreachable")))
                .pass(20)
                .facts("j", "a", Map.of(), true)
                .row(Tables.TARGETS, "a", target("a", Map.of("state", "training")))
                .pass(4);

        Lab.Heard heard = lab.run(
                script, Rules.timed(Rules.alert("Unreachable", unreachable), Duration.ofSeconds(15), Duration.ZERO));

        assertThat(heard.story("Unreachable")).containsExactly("pending@2.05", "firing@17.05", "inactive@22.05");
    }

    @Test
    void tellsWhatEachRuleReadsAndSays() throws Exception {
        Script script = new Script()
                .row(Tables.WATCHES, "a", loss("a", Double.NaN, 1, 1))
                .row(Tables.WATCHES, "b", loss("b", 1, 0, 1))
                .pass(1)
                .gone(Tables.WATCHES, "a")
                .pass(1);

        Lab.Heard heard = lab.run(script, Rules.alert("NaN", NAN), Rules.alert("Stalled", STALLED));

        assertThat(heard.read)
                .hasEntrySatisfying(
                        "test/NaN watches", read -> assertThat(read.sum()).isEqualTo(3));
        assertThat(heard.read)
                .hasEntrySatisfying(
                        "test/Stalled targets", read -> assertThat(read.sum()).isZero());
        assertThat(heard.results)
                .extracting(RuleRow::rule, RuleRow::added, row -> row.labels().get("instance"))
                .containsExactly(tuple("test/NaN", true, "a"), tuple("test/NaN", false, "a"));
    }

    @Test
    void keepsWithinTheLimit() throws Exception {
        Script script = new Script()
                .row(Tables.WATCHES, "a", loss("a", Double.NaN, 1, 1))
                .pass(0.1)
                .row(Tables.WATCHES, "b", loss("b", Double.NaN, 1, 1))
                .pass(0.1)
                .row(Tables.WATCHES, "c", loss("c", Double.NaN, 1, 1))
                .pass(3)
                .gone(Tables.WATCHES, "a")
                .pass(2);

        Lab.Heard heard = lab.run(script, Rules.with(Rules.alert("NaN", NAN), 2, NoData.KEEP));

        assertThat(heard.story("NaN", "a")).containsExactly("firing@0.02", "inactive@3.25");
        assertThat(heard.story("NaN", "b")).containsExactly("firing@0.15");
        assertThat(heard.story("NaN", "c")).containsExactly("firing@4.0");
        assertThat(heard.crowded).containsExactly("test/NaN");
        assertThat(heard.dropped).as("a full rule works").isEmpty();
    }

    @Test
    void eventsHoldTheirAlert() throws Exception {
        Script script = new Script()
                .row(Tables.WATCH_SAMPLES, "1", loss("a", 5, null, 1))
                .pass(3)
                .row(Tables.WATCH_SAMPLES, "2", loss("a", 7, null, 2))
                .pass(8);
        String big = "SELECT job, instance, value FROM watch_samples WHERE value > 4";

        Lab.Heard heard = lab.run(
                script,
                Rules.timed(Rules.alert("Big", big), Duration.ZERO, Duration.ofSeconds(5)),
                Rules.timed(Rules.alert("Brief", big), Duration.ZERO, Duration.ZERO));

        assertThat(heard.story("Big")).containsExactly("firing@0.02", "inactive@8.05");
        assertThat(heard.alerts)
                .filteredOn(update -> update.name().equals("Big"))
                .extracting(AlertUpdate::value)
                .containsExactly(5.0, 7.0, 7.0);
        assertThat(heard.story("Brief")).containsExactly("firing@0.02", "inactive@0.1", "firing@3.05", "inactive@3.1");
    }

    @Test
    void oneIdentityIsOneAlertHoweverManyRows() throws Exception {
        Script script = new Script()
                .row(Tables.WATCHES, "a", loss("a", Double.NaN, 1, 1))
                .pass(1)
                .row(Tables.WATCHES, "b", loss("b", Double.NaN, 1, 2))
                .pass(1)
                .gone(Tables.WATCHES, "b")
                .pass(1)
                .gone(Tables.WATCHES, "a")
                .pass(1);

        Lab.Heard heard = lab.run(script, Rules.alert("NaN", NAN, List.of("job")));

        assertThat(heard.story("NaN")).containsExactly("firing@0.02", "inactive@3.05");
        assertThat(heard.alerts.get(0).labels()).isEqualTo(Map.of("alertname", "NaN", "job", "j"));
    }

    @Test
    void tellsSeries() throws Exception {
        Script script = new Script()
                .row(Tables.WATCHES, "a", loss("a", 1, 0, 1))
                .pass(1)
                .row(Tables.WATCHES, "a", loss("a", 2, 0, 2))
                .pass(1)
                .gone(Tables.WATCHES, "a")
                .pass(1);

        Lab.Heard heard = lab.run(script, Rules.record("vigil_loss", "SELECT job, instance, rank, value FROM watches"));

        Map<String, String> labels = Map.of("job", "j", "instance", "a", "rank", "0");
        assertThat(heard.series)
                .containsExactly(
                        new SeriesUpdate("test/vigil_loss", "vigil_loss", labels, 1.0),
                        new SeriesUpdate("test/vigil_loss", "vigil_loss", labels, 2.0),
                        new SeriesUpdate("test/vigil_loss", "vigil_loss", labels, null));
    }

    @Test
    void comesBackWithWhatItKnew(@TempDir Path folder) throws Exception {
        Rule firing = Rules.timed(Rules.alert("NaN", NAN), Duration.ZERO, Duration.ofSeconds(5));
        Rule pending = Rules.timed(Rules.alert("Stalled", STALLED), Duration.ofSeconds(10), Duration.ZERO);
        Rule joins = Rules.alert("Join", "SELECT t.job, t.instance FROM targets t JOIN jobs j ON t.job = j.job");
        Rule deleted = Rules.alert("Deleted", NAN);
        Rule changed = Rules.alert("Changed", NAN);
        Script script = new Script()
                .row(Tables.JOBS, "j", Map.of("job", "j"))
                .row(Tables.TARGETS, "a", target("a", Map.of("state", "stalled")))
                .row(Tables.WATCHES, "a", loss("a", Double.NaN, 1, 1))
                .pass(4);
        Path state;
        try (Lab.Job job = lab.start(script, null, firing, pending, joins, deleted, changed)) {
            job.heard.await(update -> update.name().equals("Join"));
            job.heard.await(update -> update.name().equals("Stalled"));
            script.row(Tables.WATCHES, "b", loss("b", Double.NaN, 1, 1)).pass(0.1);
            job.heard.await(update -> "b".equals(update.labels().get("instance")));
            state = job.stop(folder);
        }
        script.jump(12)
                .pass(8)
                .row(Tables.TARGETS, "a", target("a", Map.of("state", "training")))
                .pass(4)
                .end();
        Rule other = Rules.alert("Changed", NAN + " AND step < 99");

        Lab.Heard heard;
        try (Lab.Job job = lab.start(script, state, Rules.alert("New", STALLED), joins, pending, firing, other)) {
            job.finished();
            heard = job.heard;
        }

        assertThat(heard.alerts)
                .filteredOn(update -> update.name().equals("NaN"))
                .hasSize(2)
                .allSatisfy(update -> {
                    assertThat(update.restored()).isTrue();
                    assertThat(update.state()).isEqualTo("firing");
                    assertThat(update.firedAt())
                            .isEqualTo(at(update.labels().get("instance").equals("a") ? 0.02 : 4.05));
                });
        assertThat(heard.story("Join")).startsWith("firing@16.1").hasSize(1);
        assertThat(heard.story("Stalled")).containsExactly("pending@16.1", "firing@22.15", "inactive@24.15");
        assertThat(heard.story("Deleted")).containsExactly("inactive@16.1");
        assertThat(heard.story("Changed", "a")).containsExactly("firing@16.1", "inactive@27.0");
    }

    @Test
    void refusesRulesThatCannotRun() {
        assertThatThrownBy(() -> lab.run(new Script(), Rules.alert("A", "SELECT jobb FROM targets")))
                .isInstanceOfSatisfying(
                        RulesRefusedException.class,
                        refused -> assertThat(refused.problems())
                                .extracting(Problem::line)
                                .containsExactly(7));
    }

    private static long at(double seconds) {
        return Script.START.plusMillis(Math.round(seconds * 1000)).toEpochMilli();
    }

    private static Map<String, Object> loss(String instance, double value, Number nonFinite, double step) {
        Map<String, Object> row = new HashMap<>(
                Map.of("job", "j", "instance", instance, "rank", "0", "name", "loss", "value", value, "step", step));
        if (nonFinite != null) {
            row.put("non_finite", nonFinite.doubleValue());
        }
        return row;
    }

    private static Map<String, Object> target(String instance, Map<String, Object> values) {
        Map<String, Object> row = new HashMap<>(values);
        row.put("job", "j");
        row.put("instance", Objects.requireNonNull(instance));
        row.put("rank", "0");
        return row;
    }
}
