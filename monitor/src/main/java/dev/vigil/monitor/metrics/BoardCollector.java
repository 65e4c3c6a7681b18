package dev.vigil.monitor.metrics;

import dev.vigil.fleet.Tables;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import dev.vigil.monitor.alert.AlertBoard;
import dev.vigil.monitor.alert.AlertSnapshot;
import dev.vigil.monitor.alert.FleetBoard;
import dev.vigil.monitor.alert.FleetRow;
import dev.vigil.monitor.alert.FleetSnapshot;
import dev.vigil.monitor.alert.Pulse;
import dev.vigil.monitor.alert.RuleStatus;
import dev.vigil.monitor.alert.States;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The boards as series. Each scrape is made from one snapshot of each board, and holds nothing of them once the pipeline
 * has been silent for {@link Pulse#TOLERANCE}: an old alert must not look like a present one.
 */
public final class BoardCollector {

    private static final Map<String, Column> TARGET_COLUMNS = Map.of(
            "step", new Column("vigil_step", "Newest training step."),
            "step_seconds", new Column("vigil_step_seconds", "Median duration of the last 50 steps in seconds."),
            "stalled_seconds", new Column("vigil_stalled_seconds", "Seconds since the last step, as far as observed."));

    private final AlertBoard alerts;
    private final FleetBoard fleet;
    private final Pulse pulse;
    private final RuleStatus rules;

    /** Shows these boards while the pulse is alive. */
    public BoardCollector(AlertBoard alerts, FleetBoard fleet, Pulse pulse, RuleStatus rules) {
        this.alerts = alerts;
        this.fleet = fleet;
        this.pulse = pulse;
        this.rules = rules;
    }

    /**
     * One scrape.
     *
     * @param others families that somebody else writes: a recorded series of such a name is left out
     */
    MetricSnapshots collect(Set<String> others) {
        Families families = new Families();
        AlertSnapshot alertsNow = alerts.snapshot();
        if (pulse.isAlive()) {
            FleetSnapshot fleetNow = fleet.snapshot();
            families.gauge(
                    "vigil_watchdog",
                    "1 while rows pass the whole pipeline; its absence means that nobody watches.",
                    Map.of(),
                    1);
            addAlerts(alertsNow, families);
            fleetNow.rows(Tables.TARGETS.name()).forEach(row -> addTarget(row, families));
            addWatches(fleetNow, families);
            addModules(fleetNow, families);
        }
        addCounters(alertsNow, families);
        if (pulse.isAlive()) {
            // Last: where a recording rule makes a series that is Vigil's own, the own one is there already and stays.
            alertsNow.series().forEach(series -> addSeries(series, others, families));
        }
        return families.snapshots();
    }

    private void addCounters(AlertSnapshot alertsNow, Families families) {
        alertsNow
                .transitions()
                .forEach((transition, count) -> families.counter(
                        "vigil_alerts",
                        "How often an alert changed its state: pending, firing, resolved, or dropped before it fired.",
                        Map.of("alertname", transition.alert(), "transition", transition.kind()),
                        count));
        rules.failures()
                .forEach((rule, failure) -> families.counter(
                        "vigil_rule_evaluation_failures",
                        "Rows that a rule could not digest, and failures by which it took the job down.",
                        Map.of("rule", rule),
                        (double) failure.count()));
        rules.overLimit()
                .forEach((rule, count) -> families.counter(
                        "vigil_rule_over_limit",
                        "Rows that were no alert because their rule had as many as its limit allows.",
                        Map.of("rule", rule),
                        count));
    }

    private static void addAlerts(AlertSnapshot snapshot, Families families) {
        for (AlertUpdate alert : snapshot.active()) {
            Map<String, String> labels = new TreeMap<>(alert.labels());
            labels.put("alertname", alert.name());
            labels.put("alertstate", alert.state());
            families.gauge("vigil_alert_state", "1 for each pending or firing alert.", labels, 1);
        }
    }

    private static void addSeries(SeriesUpdate series, Set<String> others, Families families) {
        Double value = series.value();
        if (value != null && !others.contains(Families.name(series.name()))) {
            families.gauge(series.name(), "Recorded by rule " + series.rule() + ".", series.labels(), value);
        }
    }

    private static void addTarget(FleetRow row, Families families) {
        Map<String, String> target = target(row);
        String state = States.of(row);
        families.gauge(
                "vigil_target_up", "1 while the target answers, else 0.", target, States.isSilent(state) ? 0 : 1);
        families.gauge("vigil_target_state", "1 for the state the target is in.", with(target, "state", state), 1);
        TARGET_COLUMNS.forEach((column, metric) ->
                row.number(column).ifPresent(value -> families.gauge(metric.name(), metric.help(), target, value)));
    }

    private static void addWatches(FleetSnapshot snapshot, Families families) {
        for (FleetRow row : snapshot.rows(Tables.WATCHES.name())) {
            Map<String, String> labels =
                    with(target(row), "name", row.text("name").orElse(""));
            row.number("value")
                    .ifPresent(value -> families.gauge(
                            "vigil_watch_value",
                            "Newest value of a watch; NaN and infinities as such.",
                            labels,
                            value));
        }
    }

    private static void addModules(FleetSnapshot snapshot, Families families) {
        for (FleetRow row : snapshot.rows(Tables.MODULES.name())) {
            Map<String, String> labels = target(row);
            labels.put("module", row.text("module").orElse(""));
            labels.put("stage", row.text("stage").orElse(""));
            row.number("seconds")
                    .ifPresent(value -> families.gauge(
                            "vigil_module_seconds",
                            "Mean of the module's last 50 durations in seconds.",
                            labels,
                            value));
        }
    }

    private static Map<String, String> target(FleetRow row) {
        Map<String, String> labels = new TreeMap<>();
        for (String label : new String[] {"job", "instance", "rank"}) {
            row.text(label).ifPresent(value -> labels.put(label, value));
        }
        return labels;
    }

    private static Map<String, String> with(Map<String, String> labels, String name, String value) {
        Map<String, String> more = new TreeMap<>(labels);
        more.put(name, value);
        return more;
    }

    private record Column(String name, String help) {}
}
