package dev.vigil.monitor.probing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of a query, columns made equally long. NaN, the infinities and SQL NULL of number columns are null, as the
 * protocol loses them.
 *
 * @param columns names in order; empty where the reply had no rows and so no columns
 * @param rows cells in column order: String, Long, Double, Boolean or null
 */
public record QueryTable(List<String> columns, List<List<@Nullable Object>> rows) {

    /** Copies the outer lists; a row may hold nulls. */
    public QueryTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }
}
