package dev.vigil.monitor.testing;

import dev.vigil.fleet.TableChange;
import dev.vigil.fleet.TableSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rows of tables by column name; columns that are not named are NULL. */
public final class Rows {

    private Rows() {}

    /** A new row. */
    public static TableChange insert(TableSpec table, Map<String, Object> values) {
        return change(table, TableChange.Kind.INSERT, values);
    }

    /** Any change of a row. */
    public static TableChange change(TableSpec table, TableChange.Kind kind, Map<String, Object> values) {
        List<Object> cells = new ArrayList<>();
        table.columns().forEach(column -> cells.add(values.get(column.name())));
        for (String name : values.keySet()) {
            if (table.indexOf(name) < 0) {
                throw new IllegalArgumentException(table.name() + " has no column " + name);
            }
        }
        return new TableChange(table, kind, Instant.EPOCH, cells);
    }
}
