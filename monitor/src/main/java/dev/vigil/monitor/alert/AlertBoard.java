package dev.vigil.monitor.alert;

import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All alerts and recorded series as of now. The pipeline's thread writes; any thread reads snapshots, which are copied
 * only when something changed since the last one.
 */
public final class AlertBoard implements AlertSink {

    /** How long a resolved alert is shown: as long as Prometheus keeps it. */
    static final Duration RESOLVED_RETENTION = Duration.ofMinutes(15);

    /** Most resolved alerts that are kept: a flapping rule must not fill the memory. */
    static final int RESOLVED_LIMIT = 500;

    private static final String INACTIVE = "inactive";

    private static final Comparator<AlertUpdate> BY_NAME_AND_LABELS = Comparator.comparing(AlertUpdate::name)
            .thenComparing(alert -> new TreeMap<>(alert.labels()).toString())
            .thenComparing(AlertUpdate::rule);

    private static final Comparator<SeriesUpdate> BY_SERIES = Comparator.comparing(SeriesUpdate::name)
            .thenComparing(series -> new TreeMap<>(series.labels()).toString())
            .thenComparing(SeriesUpdate::rule);

    private final Clock clock;
    private final Map<Identity, AlertUpdate> active = new HashMap<>();
    private final Map<Identity, SeriesUpdate> series = new HashMap<>();
    private final Deque<AlertUpdate> resolved = new ArrayDeque<>();
    private final Map<Transition, Long> transitions = new TreeMap<>();
    private @Nullable AlertSnapshot published;

    /** An empty board. */
    public AlertBoard(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void alert(AlertUpdate update) {
        Identity identity = new Identity(update.rule(), update.name(), Map.copyOf(update.labels()));
        AlertUpdate before = update.state().equals(INACTIVE) ? active.remove(identity) : active.put(identity, update);
        boolean ended = update.state().equals(INACTIVE);
        if (ended && update.firedAt() > 0) {
            resolved.removeIf(
                    old -> old.rule().equals(update.rule()) && old.labels().equals(update.labels()));
            resolved.addFirst(update);
        }
        String was = before == null ? INACTIVE : before.state();
        if (!update.restored() && !was.equals(update.state())) {
            count(update);
        }
        published = null;
    }

    @Override
    public synchronized void series(SeriesUpdate update) {
        Identity identity = new Identity(update.rule(), update.name(), Map.copyOf(update.labels()));
        if (update.value() == null) {
            series.remove(identity);
        } else {
            series.put(identity, update);
        }
        published = null;
    }

    /** The board as of now; never half of an update. */
    public synchronized AlertSnapshot snapshot() {
        long oldest = clock.millis() - RESOLVED_RETENTION.toMillis();
        boolean expired = resolved.removeIf(alert -> alert.resolvedAt() < oldest);
        while (resolved.size() > RESOLVED_LIMIT) {
            resolved.removeLast();
        }
        AlertSnapshot current = published;
        if (current == null || expired) {
            current = new AlertSnapshot(
                    active.values().stream().sorted(BY_NAME_AND_LABELS).toList(),
                    List.copyOf(resolved),
                    series.values().stream().sorted(BY_SERIES).toList(),
                    transitions);
            published = current;
        }
        return current;
    }

    private void count(AlertUpdate update) {
        String kind = update.state();
        if (kind.equals(INACTIVE)) {
            kind = update.firedAt() > 0 ? "resolved" : "dropped";
        }
        transitions.merge(new Transition(update.name(), kind), 1L, Long::sum);
    }

    private record Identity(String rule, String name, Map<String, String> labels) {}
}
