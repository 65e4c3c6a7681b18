package dev.vigil.flink.table;

import dev.vigil.fleet.TableSpec;
import java.util.Optional;
import java.util.Set;

/**
 * Which rows somebody reads.
 *
 * @param tables of these tables
 * @param watches of {@code watches} those of these names; empty where it may be any
 */
public record RowsRead(Set<TableSpec> tables, Optional<Set<String>> watches) {

    /** Copies. */
    public RowsRead {
        tables = Set.copyOf(tables);
        watches = watches.map(Set::copyOf);
    }
}
