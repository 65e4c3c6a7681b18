package dev.vigil.monitor.alert;

import dev.vigil.fleet.TableChange;
import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.flink.table.TableSink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The latest-state tables as of now. The pipeline's thread writes; any thread reads snapshots, which are copied only
 * when something changed since the last one.
 */
public final class FleetBoard implements TableSink {

    /** What tells the rows of each table apart; a table that is not named here is not kept. */
    private static final Map<String, List<String>> KEYS = Map.of(
            Tables.TARGETS.name(), List.of("job", "instance"),
            Tables.WATCHES.name(), List.of("job", "instance", "name"),
            Tables.GRADIENTS.name(), List.of("job", "instance"),
            Tables.MODULES.name(), List.of("job", "instance", "module", "stage"),
            Tables.STACKS.name(), List.of("job", "instance"),
            Tables.JOBS.name(), List.of("job"),
            Tables.MONITOR.name(), List.of());

    private final Map<String, TreeMap<String, FleetRow>> tables = new HashMap<>();
    private @Nullable FleetSnapshot published;

    @Override
    public synchronized void change(TableChange change) {
        TableSpec spec = change.table();
        List<String> columns = KEYS.get(spec.name());
        // The row as it was needs no action: its successor follows at once and has the same key.
        if (columns == null || change.kind() == TableChange.Kind.UPDATE_BEFORE) {
            return;
        }
        TreeMap<String, FleetRow> rows = tables.computeIfAbsent(spec.name(), name -> new TreeMap<>());
        FleetRow row = new FleetRow(spec, change.values());
        String key = key(row, columns);
        if (change.kind() == TableChange.Kind.DELETE) {
            rows.remove(key);
        } else {
            rows.put(key, row);
        }
        published = null;
    }

    /** The tables as of now; never half of an update. */
    public synchronized FleetSnapshot snapshot() {
        FleetSnapshot current = published;
        if (current == null) {
            Map<String, List<FleetRow>> copy = new HashMap<>();
            tables.forEach((name, rows) -> copy.put(name, List.copyOf(rows.values())));
            current = new FleetSnapshot(copy);
            published = current;
        }
        return current;
    }

    private static String key(FleetRow row, List<String> columns) {
        StringBuilder key = new StringBuilder();
        for (String column : columns) {
            key.append(row.text(column).orElse("")).append('\0');
        }
        return key.toString();
    }
}
