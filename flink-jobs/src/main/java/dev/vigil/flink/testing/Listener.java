package dev.vigil.flink.testing;

import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import dev.vigil.flink.sql.RuleHealth;
import dev.vigil.rules.testing.AlertTold;
import dev.vigil.rules.testing.Expectation;
import dev.vigil.rules.testing.Expectation.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sorts what the rules say by tests. Of an alert that keeps its state only what held at some expectation's time is kept, so
 * that memory does not grow with the input. Called by the job's threads.
 */
final class Listener implements AlertSink, RuleHealth {

    private final NavigableMap<Instant, Notes> notes = new TreeMap<>();
    private volatile @Nullable Notes current;

    Listener(List<Slot> slots) {
        slots.forEach(slot -> notes.put(slot.start(), new Notes(slot)));
    }

    /** The test whose input is read now. */
    void reading(Instant time) {
        var entry = notes.floorEntry(time);
        current = entry == null ? null : entry.getValue();
    }

    @Override
    public synchronized void alert(AlertUpdate update) {
        Instant time = Instant.ofEpochMilli(update.updatedAt());
        var entry = notes.floorEntry(time);
        if (entry != null && !time.isAfter(entry.getValue().slot.end())) {
            entry.getValue().add(update, time);
        }
    }

    @Override
    public void series(SeriesUpdate update) {
        // Recorded series are no alerts; tests say nothing of them.
    }

    @Override
    public synchronized void rowDropped(String rule, Throwable reason) {
        Notes now = current;
        if (now != null) {
            String message = reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
            now.faults.add("rule " + rule.substring(rule.indexOf(Lane.SEPARATOR) + 1) + " failed on a row: " + message);
        }
    }

    /** What happened in each test, in their order. */
    synchronized List<TestRun> runs() {
        return notes.values().stream()
                .map(note -> new TestRun(note.slot.test(), note.told(), List.copyOf(note.faults)))
                .toList();
    }

    /** Of one test. */
    private static final class Notes {

        private final Slot slot;
        private final List<Duration> times;
        private final List<AlertTold> told = new ArrayList<>();
        /** Where in {@link #told} the newest of each alert is. */
        private final Map<Map<String, String>, Integer> newest = new HashMap<>();

        private final Set<String> faults = new LinkedHashSet<>();

        Notes(Slot slot) {
            this.slot = slot;
            this.times = slot.test().expectations().stream()
                    .map(Expectation::settled)
                    .sorted()
                    .distinct()
                    .toList();
        }

        List<AlertTold> told() {
            return told;
        }

        void add(AlertUpdate update, Instant time) {
            AlertTold now = new AlertTold(
                    update.name(),
                    Duration.between(slot.start(), time),
                    state(update),
                    update.labels(),
                    update.annotations(),
                    update.value());
            Integer before = newest.get(now.labels());
            if (before != null && supersedes(now, told.get(before))) {
                told.set(
                        before,
                        new AlertTold(
                                now.alert(),
                                told.get(before).at(),
                                now.state(),
                                now.labels(),
                                now.annotations(),
                                now.value()));
            } else {
                newest.put(now.labels(), told.size());
                told.add(now);
            }
        }

        /** Whether nobody asks what was between. */
        private boolean supersedes(AlertTold now, AlertTold before) {
            return now.state() == before.state()
                    && times.stream()
                            .noneMatch(time -> time.compareTo(before.at()) >= 0 && time.compareTo(now.at()) < 0);
        }

        private static State state(AlertUpdate update) {
            return switch (update.state()) {
                case "pending" -> State.PENDING;
                case "firing" -> State.FIRING;
                default -> update.firedAt() > 0 ? State.RESOLVED : State.DROPPED;
            };
        }
    }
}
