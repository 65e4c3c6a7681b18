package dev.vigil.flink;

import dev.vigil.flink.RuleReport.LastRow;
import dev.vigil.flink.alert.RuleRow;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Keeps what one rule has seen and said; bounded memory, any thread. */
final class RuleTrace {

    private final Clock clock;
    private final Map<String, LongAdder> read = new ConcurrentHashMap<>();
    private final AtomicLong overLimit = new AtomicLong();
    /** By identity, the one that changed last at the end. */
    private final Map<String, LastRow> rows = new LinkedHashMap<>();

    private long rowsOut;
    private @Nullable Instant lastChange;

    RuleTrace(Clock clock) {
        this.clock = clock;
    }

    /** Counts the rows read of a table. */
    LongAdder read(String table) {
        return read.computeIfAbsent(table, unused -> new LongAdder());
    }

    /** A row found no room under the rule's limit; returns how often that was so. */
    long crowdedOut() {
        return overLimit.incrementAndGet();
    }

    long overLimit() {
        return overLimit.get();
    }

    /** The result changed. Of an update the row that comes counts, whichever half is told first. */
    synchronized void changed(RuleRow row) {
        rowsOut++;
        lastChange = clock.instant();
        LastRow before = rows.get(row.key());
        if (!row.added()
                && before != null
                && before.present()
                && !before.row().values().equals(row.values())) {
            return;
        }
        rows.remove(row.key());
        rows.put(row.key(), new LastRow(row, lastChange));
        if (rows.size() > RuleReport.MOST_ROWS) {
            rows.remove(rows.keySet().iterator().next());
        }
    }

    /** All of it at this moment. */
    synchronized RuleReport report() {
        Map<String, Long> counts = new HashMap<>();
        read.forEach((table, count) -> counts.put(table, count.sum()));
        List<LastRow> newestFirst = new ArrayList<>(rows.size());
        rows.values().forEach(row -> newestFirst.add(0, row));
        return new RuleReport(counts, rowsOut, Optional.ofNullable(lastChange), newestFirst, overLimit.get());
    }
}
