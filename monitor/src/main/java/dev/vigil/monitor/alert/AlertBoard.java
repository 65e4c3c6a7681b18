package dev.vigil.monitor.alert;

import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * All alerts and recorded series as of now. The pipeline's thread writes; any thread reads snapshots, which are copied
 * only when something changed since the last one.
 */
public final class AlertBoard implements AlertSink {

    /** How long a resolved alert is shown: as long as Prometheus keeps it. */
    static final Duration RESOLVED_RETENTION = Duration.ofMinutes(15);

    /** Most resolved alerts that are kept, about 20 MB of texts: a flapping rule must not fill the memory. */
    static final int RESOLVED_LIMIT = 10_000;

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
    private final Map<Identity, AlertUpdate> resolved = new LinkedHashMap<>();
    private final Map<Transition, Long> transitions = new TreeMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private @Nullable AlertSnapshot published;

    /** An empty board. */
    public AlertBoard(Clock clock) {
        this.clock = clock;
    }

    /** Calls this after each change of an alert's state, on the pipeline's thread: it must return at once. */
    public void onTransition(Runnable listener) {
        listeners.add(listener);
    }

    /** Calls this no more. */
    public void forget(Runnable listener) {
        listeners.remove(listener);
    }

    @Override
    public void alert(AlertUpdate update) {
        if (note(update)) {
            listeners.forEach(Runnable::run);
        }
    }

    /** Whether the alert's state is another one now. */
    private synchronized boolean note(AlertUpdate update) {
        Identity identity = new Identity(update.rule(), update.name(), Map.copyOf(update.labels()));
        AlertUpdate before = update.state().equals(INACTIVE) ? active.remove(identity) : active.put(identity, update);
        boolean ended = update.state().equals(INACTIVE);
        if (ended && update.firedAt() > 0) {
            keep(identity, update);
        }
        String was = before == null ? INACTIVE : before.state();
        boolean changed = !was.equals(update.state());
        if (changed && !update.restored()) {
            count(update);
        }
        published = null;
        return changed;
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
        boolean expired = resolved.values().removeIf(alert -> alert.resolvedAt() < oldest);
        AlertSnapshot current = published;
        if (current == null || expired) {
            current = new AlertSnapshot(
                    active.values().stream().sorted(BY_NAME_AND_LABELS).toList(),
                    newestFirst(),
                    series.values().stream().sorted(BY_SERIES).toList(),
                    transitions);
            published = current;
        }
        return current;
    }

    private void keep(Identity identity, AlertUpdate ended) {
        resolved.remove(identity);
        resolved.put(identity, ended);
        if (resolved.size() > RESOLVED_LIMIT) {
            resolved.remove(resolved.keySet().iterator().next());
        }
    }

    private List<AlertUpdate> newestFirst() {
        List<AlertUpdate> newest = new ArrayList<>(resolved.values());
        Collections.reverse(newest);
        return newest;
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
