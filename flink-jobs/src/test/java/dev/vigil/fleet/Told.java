package dev.vigil.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hears what a fleet tells and keeps the tables as a query would see them. Fails at once where a row is taken back that is
 * not there, or comes twice, or is told again unchanged.
 */
final class Told implements FleetOutput {

    private final Map<TableSpec, Map<List<Object>, Integer>> rows = new LinkedHashMap<>();
    private final Map<TargetKey, TargetFacts> facts = new LinkedHashMap<>();
    final List<TableChange> changes = new ArrayList<>();

    @Override
    public void change(TableChange change) {
        changes.add(change);
        assertThat(change.values()).hasSameSizeAs(change.table().columns());
        checkTypes(change);
        if (!change.table().changelog()) {
            assertThat(change.kind()).isEqualTo(TableChange.Kind.INSERT);
            return;
        }
        boolean comes = change.kind() == TableChange.Kind.INSERT || change.kind() == TableChange.Kind.UPDATE_AFTER;
        List<Object> values = new ArrayList<>(change.values());
        values.add(change.time());
        int count = rows.computeIfAbsent(change.table(), table -> new HashMap<>())
                .merge(values, comes ? 1 : -1, Integer::sum);
        assertThat(count).as("how often %s", change).isBetween(0, 1);
        if (count == 0) {
            rows.get(change.table()).remove(values);
        }
        if (change.kind() == TableChange.Kind.UPDATE_AFTER) {
            TableChange before = changes.get(changes.size() - 2);
            assertThat(before.kind()).isEqualTo(TableChange.Kind.UPDATE_BEFORE);
            assertThat(before.values()).as("told again unchanged").isNotEqualTo(change.values());
        }
    }

    private static void checkTypes(TableChange change) {
        for (int i = 0; i < change.values().size(); i++) {
            Object value = change.values().get(i);
            TableSpec.Column column = change.table().columns().get(i);
            Class<?> type =
                    switch (column.type()) {
                        case STRING -> String.class;
                        case DOUBLE -> Double.class;
                        case BOOLEAN -> Boolean.class;
                        case LABELS -> Map.class;
                    };
            assertThat(value == null || type.isInstance(value))
                    .as(column.name())
                    .isTrue();
        }
    }

    @Override
    public void facts(TargetFacts told) {
        if (told.present()) {
            facts.put(told.target(), told);
        } else {
            facts.remove(told.target());
        }
    }

    Optional<TargetFacts> facts(TargetKey key) {
        return Optional.ofNullable(facts.get(key));
    }

    /** The rows of a table as they are now. */
    List<Cells> rows(TableSpec table) {
        return rows.getOrDefault(table, Map.of()).keySet().stream()
                .map(values -> new Cells(table, values))
                .toList();
    }

    /** The one row of a table in which these columns have these values. */
    Cells row(TableSpec table, String... columnsAndValues) {
        List<Cells> found = rows(table).stream()
                .filter(cells -> cells.matches(columnsAndValues))
                .toList();
        assertThat(found)
                .as("%s with %s among %s", table.name(), List.of(columnsAndValues), rows(table))
                .hasSize(1);
        return found.get(0);
    }

    Cells target(String instance) {
        return row(Tables.TARGETS, "instance", instance);
    }

    Cells watch(String instance, String name) {
        return row(Tables.WATCHES, "instance", instance, "name", name);
    }

    /** What was appended to a history table. */
    List<Cells> appended(TableSpec table) {
        return changes.stream()
                .filter(change -> change.table().equals(table))
                .map(change -> new Cells(table, change.values()))
                .toList();
    }

    /** A row by column names. */
    record Cells(TableSpec table, List<Object> values) {

        Object get(String column) {
            int at = table.indexOf(column);
            assertThat(at).as(column).isNotNegative();
            return values.get(at);
        }

        String text(String column) {
            return (String) get(column);
        }

        /** A number; NaN stands for NULL, for a comparison with either is never true. */
        double number(String column) {
            Object value = get(column);
            return value == null ? Double.NaN : (Double) value;
        }

        boolean matches(String... columnsAndValues) {
            for (int i = 0; i < columnsAndValues.length; i += 2) {
                if (!columnsAndValues[i + 1].equals(get(columnsAndValues[i]))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            Map<String, Object> named = new LinkedHashMap<>();
            for (int i = 0; i < table.columns().size(); i++) {
                if (values.get(i) != null) {
                    named.put(table.columns().get(i).name(), values.get(i));
                }
            }
            return named.toString();
        }
    }
}
