package dev.vigil.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of a table.
 *
 * @param table the table
 * @param kind what happens to the row
 * @param values in the order of {@link TableSpec#columns()}: String, Double, Boolean, {@code Map<String, String>} or null
 */
public record TableChange(TableSpec table, Kind kind, List<@Nullable Object> values) {

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
