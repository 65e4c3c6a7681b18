package dev.vigil.fleet;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A table that rules may read. {@code ts}, the row time, comes beside the columns named here.
 *
 * @param name as written in rules
 * @param changelog true: one row per key, its latest state; false: history, append-only
 * @param columns in the order of a row's values
 */
public record TableSpec(String name, boolean changelog, List<Column> columns) {

    /** Checks and copies. */
    public TableSpec {
        Objects.requireNonNull(name, "name");
        columns = List.copyOf(columns);
    }

    /** What a column holds; counts are {@link #DOUBLE} (integer division surprises). */
    public enum Type {
        /** Text. */
        STRING,
        /** Number. */
        DOUBLE,
        /** Truth value. */
        BOOLEAN,
        /** Map from text to text. */
        LABELS
    }

    /**
     * A column.
     *
     * @param name as written in rules
     * @param type what it holds
     * @param freeText whether its text changes by itself, so that it is a value of an alert and not a label
     * @param domain which values it can have
     */
    public record Column(String name, Type type, boolean freeText, Domain domain) {

        /** A column of which nothing more is known. */
        public Column(String name, Type type, boolean freeText) {
            this(name, type, freeText, Domain.ANY);
        }

        /** A column that may be a label where it is a STRING. */
        public Column(String name, Type type) {
            this(name, type, false);
        }
    }

    /** The column of that name. */
    public Optional<Column> column(String column) {
        int index = indexOf(column);
        return index < 0 ? Optional.empty() : Optional.of(columns.get(index));
    }

    /** Position of a column in a row's values; -1 where there is none. */
    public int indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        return -1;
    }
}
