package dev.vigil.flink.table;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.TableSpec.Column;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.Row;

/**
 * A table's columns in Flink's words.
 *
 * <p>No table has a primary key (the planner would normalise the changelog once per rule), and each has its row time as
 * metadata under the stream's own watermark: without it time stands still behind the table, and no timer ever fires.
 */
public final class Schemas {

    private Schemas() {}

    /** Name of the row time column, which all tables have. */
    public static final String ROW_TIME = "ts";

    /** What a query sees. */
    public static Schema of(TableSpec table) {
        Schema.Builder schema = Schema.newBuilder();
        table.columns().forEach(column -> schema.column(column.name(), dataType(column)));
        return schema.columnByMetadata(ROW_TIME, DataTypes.TIMESTAMP_LTZ(3), "rowtime")
                .watermark(ROW_TIME, "SOURCE_WATERMARK()")
                .build();
    }

    /** What travels between operators: the columns without the row time, which is the record's own timestamp. */
    public static TypeInformation<Row> rowType(TableSpec table) {
        String[] names = table.columns().stream().map(Column::name).toArray(String[]::new);
        TypeInformation<?>[] types =
                table.columns().stream().map(Schemas::typeInformation).toArray(TypeInformation[]::new);
        return new RowTypeInfo(types, names);
    }

    private static DataType dataType(Column column) {
        return switch (column.type()) {
            case STRING -> DataTypes.STRING();
            case DOUBLE -> DataTypes.DOUBLE();
            case BOOLEAN -> DataTypes.BOOLEAN();
            case LABELS -> DataTypes.MAP(DataTypes.STRING(), DataTypes.STRING());
        };
    }

    private static TypeInformation<?> typeInformation(Column column) {
        return switch (column.type()) {
            case STRING -> Types.STRING;
            case DOUBLE -> Types.DOUBLE;
            case BOOLEAN -> Types.BOOLEAN;
            case LABELS -> Types.MAP(Types.STRING, Types.STRING);
        };
    }
}
