package dev.vigil.monitor.collect;

import dev.vigil.monitor.config.WatchConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which table of a process is read when. A scan costs what the table has grown to, so a table rests for 20 times what its
 * last reading took, and never less than 2 s (PROTOCOL section 6.5). A table that is not there is asked for ever more
 * rarely: each such question prints a line into the training's own log (section 1, rule 6).
 */
final class TablePlan {

    static final Duration REST = Duration.ofSeconds(2);
    private static final int REST_FACTOR = 20;
    private static final Duration MISSING_FIRST = Duration.ofSeconds(10);
    private static final Duration MISSING_LONGEST = Duration.ofMinutes(5);

    private final List<Entry> entries = new ArrayList<>();

    private static final class Entry {
        private final Tail tail;
        private final Backoff missing = new Backoff(MISSING_FIRST, MISSING_LONGEST);
        private Instant due = Instant.MIN;

        Entry(Tail tail) {
            this.tail = tail;
        }

        boolean isDue(Instant now) {
            return !now.isBefore(due) && missing.isOver(now);
        }
    }

    /** The job's own tables, from where they had been read. */
    static TablePlan of(List<WatchConfig.Table> tables, Map<String, String> positions) {
        TablePlan plan = new TablePlan();
        for (WatchConfig.Table table : tables) {
            if (TableTail.isAskable(table)) {
                plan.add(new TableTail(table, positions.get(TableTail.PREFIX + table.table())));
            }
        }
        return plan;
    }

    /** Of all positions of a target, those of tables. */
    static Map<String, String> own(Map<String, String> positions) {
        Map<String, String> own = new LinkedHashMap<>();
        positions.forEach((name, position) -> {
            if (name.equals(TraceTail.NAME) || name.startsWith(TableTail.PREFIX)) {
                own.put(name, position);
            }
        });
        return own;
    }

    /** One more. */
    void add(Tail tail) {
        entries.add(new Entry(tail));
    }

    /** Whether a table of that name is read. */
    boolean has(String name) {
        return entries.stream().anyMatch(entry -> entry.tail.name().equals(name));
    }

    /** The one that has waited longest, if any is due. */
    Optional<Tail> next(Instant now) {
        return entries.stream()
                .filter(entry -> entry.isDue(now))
                .min(Comparator.comparing(entry -> entry.due))
                .map(entry -> entry.tail);
    }

    /** It was read. */
    void read(Tail tail, Duration took, Instant now) {
        Entry entry = entry(tail);
        entry.missing.reset();
        rest(entry, took, now);
    }

    /** It was not read, but not because of the question. */
    void missed(Tail tail, Duration took, Instant now) {
        rest(entry(tail), took, now);
    }

    /** The question was refused. */
    void refused(Tail tail, Instant now) {
        if (!tail.rephrase()) {
            entry(tail).missing.failed(now);
        }
    }

    /** Where each stands. */
    Map<String, String> positions() {
        Map<String, String> positions = new LinkedHashMap<>();
        for (Entry entry : entries) {
            entry.tail.position().ifPresent(position -> positions.put(entry.tail.name(), position));
        }
        return positions;
    }

    private static void rest(Entry entry, Duration took, Instant now) {
        Duration rest = took.multipliedBy(REST_FACTOR);
        entry.due = now.plus(rest.compareTo(REST) > 0 ? rest : REST);
    }

    private Entry entry(Tail tail) {
        return entries.stream()
                .filter(entry -> entry.tail == tail)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not of this plan: " + tail.name()));
    }
}
