package dev.vigil.flink;

import dev.vigil.flink.alert.RuleRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one rule has seen and said since the start of this process: why it fires, or why it does not.
 *
 * @param rowsRead rows that came to its query, for each table that it reads; empty where it does not run
 * @param rowsOut changes of its query's result: rows that came, and rows that went
 * @param lastChange when its result last changed
 * @param lastRows the newest row of each of the identities that changed last, newest first; at most {@link #MOST_ROWS}
 * @param overLimit rows that were no alert because the rule had as many as its limit allows
 */
public record RuleReport(
        Map<String, Long> rowsRead,
        long rowsOut,
        Optional<Instant> lastChange,
        List<LastRow> lastRows,
        long overLimit) {

    /** Most rows that are kept of one rule. */
    public static final int MOST_ROWS = 20;

    /** Of a rule that has seen nothing. */
    public static final RuleReport NOTHING = new RuleReport(Map.of(), 0, Optional.empty(), List.of(), 0);

    /** Copies. */
    public RuleReport {
        rowsRead = Map.copyOf(rowsRead);
        lastRows = List.copyOf(lastRows);
    }

    /**
     * A row of its result.
     *
     * @param row the change by which it came or went
     * @param at when
     */
    public record LastRow(RuleRow row, Instant at) {

        /** Whether it is in the result now; else it has gone. */
        public boolean present() {
            return row.added();
        }
    }

    /** All rows that came to its query. */
    public long read() {
        return rowsRead.values().stream().mapToLong(Long::longValue).sum();
    }
}
