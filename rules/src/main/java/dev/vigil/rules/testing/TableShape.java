package dev.vigil.rules.testing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A table that a test may give rows to.
 *
 * @param name as written in rules
 * @param history whether each row is an event of its own; else a row is the latest state of something, and may change and go
 * @param columns by name, in their order
 * @param required columns without which a row makes no sense
 */
public record TableShape(String name, boolean history, Map<String, ColumnType> columns, List<String> required) {

    /** Checks and copies. */
    public TableShape {
        Objects.requireNonNull(name, "name");
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        required = List.copyOf(required);
    }

    /** What a column holds. */
    public enum ColumnType {
        /** A String. */
        TEXT,
        /** A Double. */
        NUMBER,
        /** A Boolean. */
        FLAG,
        /** A map of texts. */
        LABELS
    }
}
