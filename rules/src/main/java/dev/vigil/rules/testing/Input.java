package dev.vigil.rules.testing;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table of latest states as it changes, or rows of a history.
 *
 * @param table the table
 * @param rows what it says from when on, in order of time; of a history, each is a row of its own
 * @param gone when it goes; empty: it stays
 */
public record Input(TableShape table, List<RowAt> rows, Optional<Duration> gone) {

    /** Checks and copies. */
    public Input {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(gone, "gone");
        rows = List.copyOf(rows);
    }

    /** When the last of it happens. */
    Duration end() {
        Duration last =
                rows.isEmpty() ? Duration.ZERO : rows.get(rows.size() - 1).at();
        return gone.filter(end -> end.compareTo(last) > 0).orElse(last);
    }

    /**
     * A row at one time.
     *
     * @param at since the test's start
     * @param values String, Double, Boolean or map of texts by column; null: NULL; columns that are not named are NULL
     */
    public record RowAt(Duration at, Map<String, @Nullable Object> values) {

        /** Checks and copies. */
        public RowAt {
            Objects.requireNonNull(at, "at");
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }
}
