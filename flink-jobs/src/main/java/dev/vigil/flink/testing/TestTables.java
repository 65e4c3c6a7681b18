package dev.vigil.flink.testing;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.rules.testing.TableShape;
import dev.vigil.rules.testing.TableShape.ColumnType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of the pipeline, as test files speak of them. */
public final class TestTables {

    /** Columns that tell one row from another, and have no default. */
    private static final List<String> REQUIRED = List.of("name", "module", "table_name");

    private TestTables() {}

    /** All tables. */
    public static List<TableShape> shapes() {
        return Tables.ALL.stream().map(TestTables::shape).toList();
    }

    private static TableShape shape(TableSpec table) {
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        table.columns().forEach(column -> columns.put(column.name(), type(column.type())));
        List<String> required = REQUIRED.stream().filter(columns::containsKey).toList();
        return new TableShape(table.name(), !table.changelog(), columns, required);
    }

    private static ColumnType type(TableSpec.Type type) {
        return switch (type) {
            case STRING -> ColumnType.TEXT;
            case DOUBLE -> ColumnType.NUMBER;
            case BOOLEAN -> ColumnType.FLAG;
            case LABELS -> ColumnType.LABELS;
        };
    }
}
