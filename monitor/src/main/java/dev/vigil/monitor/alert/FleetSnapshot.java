package dev.vigil.monitor.alert;

import java.util.List;
import java.util.Map;

/**
 * The {@link FleetBoard} at one moment.
 *
 * @param tables rows of each latest-state table by the table's name, in the order of their keys
 */
public record FleetSnapshot(Map<String, List<FleetRow>> tables) {

    /** Copies. */
    public FleetSnapshot {
        tables = Map.copyOf(tables);
    }

    /** Rows of a table; empty where it has none. */
    public List<FleetRow> rows(String table) {
        return tables.getOrDefault(table, List.of());
    }
}
