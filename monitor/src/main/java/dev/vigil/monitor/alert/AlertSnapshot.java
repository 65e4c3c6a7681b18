package dev.vigil.monitor.alert;

import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The {@link AlertBoard} at one moment.
 *
 * @param active pending and firing alerts, by name and labels
 * @param resolved alerts that fired and ended within the last 15 minutes, newest first
 * @param series recorded series, by name and labels
 * @param transitions how often each alert changed its state since the start
 */
public record AlertSnapshot(
        List<AlertUpdate> active,
        List<AlertUpdate> resolved,
        List<SeriesUpdate> series,
        Map<Transition, Long> transitions) {

    /** Copies. */
    public AlertSnapshot {
        active = List.copyOf(active);
        resolved = List.copyOf(resolved);
        series = List.copyOf(series);
        SortedMap<Transition, Long> sorted = new TreeMap<>(transitions);
        transitions = Collections.unmodifiableSortedMap(sorted);
    }

    /** How many alerts fire. */
    public long firing() {
        return active.stream().filter(alert -> alert.state().equals("firing")).count();
    }
}
