package dev.vigil.rules.testing;

import dev.vigil.rules.testing.TableShape.ColumnType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tables as small as tests of test files need them. */
final class Shapes {

    static final List<TableShape> ALL = List.of(
            table("targets", false, List.of(), "state", "step", "odd"),
            table("watches", false, List.of("name"), "name", "value", "step", "error"),
            table("polls", true, List.of(), "outcome", "seconds"));

    private Shapes() {}

    private static TableShape table(String name, boolean history, List<String> required, String... own) {
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        for (String column : List.of("job", "instance", "rank")) {
            columns.put(column, ColumnType.TEXT);
        }
        for (String column : own) {
            columns.put(column, type(column));
        }
        columns.put("labels", ColumnType.LABELS);
        return new TableShape(name, history, columns, required);
    }

    private static ColumnType type(String column) {
        return switch (column) {
            case "value", "step", "seconds" -> ColumnType.NUMBER;
            case "odd" -> ColumnType.FLAG;
            default -> ColumnType.TEXT;
        };
    }
}
