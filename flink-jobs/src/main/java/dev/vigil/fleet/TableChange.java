package dev.vigil.fleet;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One change of a table.
 *
 * @param table the table
 * @param kind what happens to the row
 * @param time row time of these values: when they were written. A row that goes ({@link Kind#UPDATE_BEFORE},
 *     {@link Kind#DELETE}) has the time with which it came: a query that reads the row time can take back only the very row
 *     it was given
 * @param values in the order of {@link TableSpec#columns()}: String, Double, Boolean, {@code Map<String, String>} or null
 */
public record TableChange(TableSpec table, Kind kind, Instant time, List<@Nullable Object> values) {

    /** Checks the arguments. */
    public TableChange {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(time, "time");
    }

    /** As Flink's row kinds; a history table only inserts. */
    public enum Kind {
        /** A new row. */
        INSERT,
        /** The row as it was; its successor follows at once. */
        UPDATE_BEFORE,
        /** The row as it is now. */
        UPDATE_AFTER,
        /** The row is gone. */
        DELETE
    }
}
