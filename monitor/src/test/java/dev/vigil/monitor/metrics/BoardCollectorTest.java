package dev.vigil.monitor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.TableChange.Kind;
import dev.vigil.fleet.Tables;
import dev.vigil.flink.PipelineStatus.RuleFailure;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import dev.vigil.monitor.alert.AlertBoard;
import dev.vigil.monitor.alert.FleetBoard;
import dev.vigil.monitor.alert.Pulse;
import dev.vigil.monitor.alert.RuleStatus;
import dev.vigil.monitor.testing.Rows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoardCollectorTest {

    private Instant now = Instant.parse("2026-11-24T03:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private Optional<Instant> lastRow = Optional.of(now);
    private final Pulse pulse = new Pulse(clock, () -> lastRow);
    private final AlertBoard alerts = new AlertBoard(clock);
    private final FleetBoard fleet = new FleetBoard();
    private final RuleStatus rules = new RuleStatus() {
        @Override
        public Map<String, RuleFailure> failures() {
            return Map.of("g/bad", new RuleFailure(3, false, "by zero", Instant.EPOCH));
        }

        @Override
        public Map<String, Long> overLimit() {
            return Map.of("g/full", 2L);
        }
    };
    private final Metrics metrics = new Metrics(new BoardCollector(alerts, fleet, pulse, rules), "1.2.3");

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void writesATargetLineByLine() {
        fleet.change(Rows.insert(
                Tables.TARGETS,
                Map.of(
                        "job", "pretrain",
                        "instance", "10.0.0.4:9911",
                        "rank", "3",
                        "state", "stalled",
                        "step", 120.0,
                        "step_seconds", 0.25,
                        "stalled_seconds", 61.5)));

        assertThat(lines("vigil_target", "vigil_st", "vigil_watchdog"))
                .containsExactlyInAnyOrder(
                        "# HELP vigil_stalled_seconds Seconds since the last step, as far as observed.",
                        "# TYPE vigil_stalled_seconds gauge",
                        "vigil_stalled_seconds{instance=\"10.0.0.4:9911\",job=\"pretrain\",rank=\"3\"} 61.5",
                        "# HELP vigil_step Newest training step.",
                        "# TYPE vigil_step gauge",
                        "vigil_step{instance=\"10.0.0.4:9911\",job=\"pretrain\",rank=\"3\"} 120.0",
                        "# HELP vigil_step_seconds Median duration of the last 50 steps in seconds.",
                        "# TYPE vigil_step_seconds gauge",
                        "vigil_step_seconds{instance=\"10.0.0.4:9911\",job=\"pretrain\",rank=\"3\"} 0.25",
                        "# HELP vigil_target_state 1 for the state the target is in.",
                        "# TYPE vigil_target_state gauge",
                        "vigil_target_state{instance=\"10.0.0.4:9911\",job=\"pretrain\",rank=\"3\",state=\"stalled\"} 1.0",
                        "# HELP vigil_target_up 1 while the target answers, else 0.",
                        "# TYPE vigil_target_up gauge",
                        "vigil_target_up{instance=\"10.0.0.4:9911\",job=\"pretrain\",rank=\"3\"} 1.0",
                        "# HELP vigil_watchdog 1 while rows pass the whole pipeline; its absence means that nobody watches.",
                        "# TYPE vigil_watchdog gauge",
                        "vigil_watchdog 1.0");
    }

    @Test
    void leavesOutWhatIsNotKnownAndARankThatIsNone() {
        fleet.change(Rows.insert(Tables.TARGETS, Map.of("job", "a", "instance", "h:1", "rank", "")));

        assertThat(lines("vigil_step", "vigil_target_up{"))
                .containsExactly("vigil_target_up{instance=\"h:1\",job=\"a\"} 1.0");
    }

    @Test
    void aDeadTargetIsDown() {
        fleet.change(Rows.insert(Tables.TARGETS, Map.of("job", "a", "instance", "h:1", "state", "killed")));

        assertThat(lines("vigil_target_up{")).containsExactly("vigil_target_up{instance=\"h:1\",job=\"a\"} 0.0");
    }

    @Test
    void writesNanAndInfinitiesAsSuch() {
        watch("loss", Double.NaN);
        watch("up", Double.POSITIVE_INFINITY);
        watch("down", Double.NEGATIVE_INFINITY);

        assertThat(lines("vigil_watch_value{"))
                .containsExactlyInAnyOrder(
                        "vigil_watch_value{instance=\"h:1\",job=\"a\",name=\"loss\"} NaN",
                        "vigil_watch_value{instance=\"h:1\",job=\"a\",name=\"up\"} +Inf",
                        "vigil_watch_value{instance=\"h:1\",job=\"a\",name=\"down\"} -Inf");
    }

    @Test
    void writesModules() {
        fleet.change(Rows.insert(
                Tables.MODULES,
                Map.of("job", "a", "instance", "h:1", "module", "h.0", "stage", "post forward", "seconds", 0.5)));

        assertThat(lines("vigil_module_seconds{"))
                .containsExactly(
                        "vigil_module_seconds{instance=\"h:1\",job=\"a\",module=\"h.0\",stage=\"post forward\"} 0.5");
    }

    @Test
    void escapesNamesThatStrangersChose() {
        watch("a\"b\\c\nd", 1.0);

        assertThat(lines("vigil_watch_value{"))
                .containsExactly("vigil_watch_value{instance=\"h:1\",job=\"a\",name=\"a\\\"b\\\\c\\nd\"} 1.0");
    }

    @Test
    void writesAlertsWithTheirStateAndCountsTheirTransitions() {
        alerts.alert(alert(Map.of("alertname", "NonFiniteLoss", "rank", "0", "severity", "critical"), "firing"));

        assertThat(lines("vigil_alert_state{", "vigil_alerts_total{"))
                .containsExactlyInAnyOrder(
                        "vigil_alert_state{alertname=\"NonFiniteLoss\",alertstate=\"firing\",rank=\"0\",severity=\"critical\"} 1.0",
                        "vigil_alerts_total{alertname=\"NonFiniteLoss\",transition=\"firing\"} 1.0");
    }

    @Test
    void labelsThatCollideOrAreNoNamesDoNotFailTheScrape() {
        alerts.alert(alert(Map.of("a-b", "1", "a.b", "2", "1x", "3", "empty", ""), "firing"));
        alerts.alert(alert(Map.of("a-b", "1", "a_b", "9", "1x", "3"), "pending"));

        assertThat(lines("vigil_alert_state{"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("a_b=\"1\"").doesNotContain("empty"));
    }

    @Test
    void twoSeriesWithTheSameLabelsAreOne() {
        alerts.series(new SeriesUpdate("g/one", "my_ratio", Map.of("job", "a"), 1.0));
        alerts.series(new SeriesUpdate("g/two", "my_ratio", Map.of("job", "a"), 2.0));

        assertThat(lines("my_ratio{")).containsExactly("my_ratio{job=\"a\"} 1.0");
    }

    @Test
    void aRecordedSeriesTakesNoPlaceOfOneOfOurs() {
        List<String> counters = lines("vigil_rule_evaluation_failures_total");
        alerts.series(new SeriesUpdate("g/r", "vigil_rule_evaluation_failures_total", Map.of("job", "a"), 1.0));
        alerts.series(new SeriesUpdate("g/r", "jvm_threads_live_threads", Map.of(), -1.0));
        alerts.series(new SeriesUpdate("g/r", "vigil_build_info", Map.of(), -1.0));

        assertThat(lines("vigil_rule_evaluation_failures_total")).isEqualTo(counters);
        assertThat(lines("jvm_threads_live_threads ")).isNotEmpty().noneMatch(line -> line.contains("-1"));
        assertThat(lines("vigil_build_info"))
                .filteredOn(line -> !line.startsWith("#"))
                .containsExactly("vigil_build_info{version=\"1.2.3\"} 1");
    }

    @Test
    void aRecordedSeriesMayJoinAFamilyOfOurs() {
        fleet.change(Rows.insert(Tables.TARGETS, Map.of("job", "a", "instance", "h:1", "step_seconds", 0.5)));
        alerts.series(new SeriesUpdate("g/r", "vigil_step_seconds", Map.of("job", "a", "instance", "h:1"), 0.7));
        alerts.series(new SeriesUpdate("g/r", "vigil_step_seconds", Map.of("job", "b", "instance", "h:2"), 0.9));

        assertThat(lines("vigil_step_seconds{"))
                .containsExactlyInAnyOrder(
                        "vigil_step_seconds{instance=\"h:1\",job=\"a\"} 0.5",
                        "vigil_step_seconds{instance=\"h:2\",job=\"b\"} 0.9");
    }

    @Test
    void saysNothingOfTheFleetOncePipelineStands() {
        fleet.change(Rows.insert(Tables.TARGETS, Map.of("job", "a", "instance", "h:1")));
        alerts.alert(alert(Map.of("alertname", "NonFiniteLoss"), "firing"));
        alerts.series(new SeriesUpdate("g/one", "my_ratio", Map.of("job", "a"), 1.0));

        now = now.plus(Duration.ofSeconds(10));

        assertThat(lines("vigil_watchdog", "vigil_target", "vigil_alert_state", "my_ratio"))
                .isEmpty();
        assertThat(lines("vigil_alerts_total{")).hasSize(1);
    }

    @Test
    void saysNothingOfTheFleetBeforeTheFirstRow() {
        fleet.change(Rows.insert(Tables.TARGETS, Map.of("job", "a", "instance", "h:1")));
        lastRow = Optional.empty();

        assertThat(lines("vigil_watchdog", "vigil_target")).isEmpty();
    }

    @Test
    void countsFailuresOfRules() {
        assertThat(lines("vigil_rule_evaluation_failures_total{"))
                .containsExactly("vigil_rule_evaluation_failures_total{rule=\"g/bad\"} 3.0");
        assertThat(lines("vigil_rule_over_limit_total{"))
                .containsExactly("vigil_rule_over_limit_total{rule=\"g/full\"} 2.0");
    }

    @Test
    void forgetsTheSeriesOfATargetThatIsGone() {
        fleet.change(Rows.insert(Tables.TARGETS, Map.of("job", "a", "instance", "h:1")));
        assertThat(lines("vigil_target_up{")).hasSize(1);
        fleet.change(Rows.change(Tables.TARGETS, Kind.DELETE, Map.of("job", "a", "instance", "h:1")));

        assertThat(lines("vigil_target_up{")).isEmpty();
    }

    @Test
    void speaksOpenMetricsWhereItIsAskedFor() {
        Metrics.Scrape scrape = metrics.scrape("application/openmetrics-text;version=1.0.0,text/plain;q=0.5");

        assertThat(scrape.contentType()).isEqualTo(Metrics.OPEN_METRICS);
        assertThat(scrape.body()).endsWith("# EOF\n").contains("vigil_build_info{version=\"1.2.3\"} 1");
    }

    @Test
    void everyFamilyHasAHelpText() {
        List<String> types = lines("# TYPE ");

        assertThat(types)
                .isNotEmpty()
                .allSatisfy(type -> assertThat(
                                lines("# HELP " + type.substring("# TYPE ".length(), type.lastIndexOf(' ')) + " "))
                        .hasSize(1));
    }

    private void watch(String name, double value) {
        fleet.change(Rows.insert(Tables.WATCHES, Map.of("job", "a", "instance", "h:1", "name", name, "value", value)));
    }

    private static AlertUpdate alert(Map<String, String> labels, String state) {
        return new AlertUpdate(
                "pack/x", labels.getOrDefault("alertname", "X"), state, labels, Map.of(), 1.0, 1, 1, 0, 0, 1, false);
    }

    private List<String> lines(String... beginnings) {
        return metrics.scrape("")
                .body()
                .lines()
                .filter(line -> List.of(beginnings).stream()
                        .anyMatch(beginning -> line.startsWith(beginning)
                                || line.startsWith("# HELP " + beginning)
                                || line.startsWith("# TYPE " + beginning)))
                .toList();
    }
}
