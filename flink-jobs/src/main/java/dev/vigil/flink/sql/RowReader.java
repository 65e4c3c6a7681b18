package dev.vigil.flink.sql;

import dev.vigil.flink.alert.RowValues;
import dev.vigil.flink.alert.RuleRow;
import dev.vigil.flink.cluster.InProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Reads a row of a rule's result: labels, value and the other columns. NULL and empty texts are no labels. */
final class RowReader extends ProcessFunction<Row, RuleRow> {

    private static final long serialVersionUID = 1L;

    private final String rule;
    private final OutputColumn[] columns;
    private final InProcess<RuleHealth> health;
    private transient RuleHealth listener;

    RowReader(String rule, List<OutputColumn> columns, InProcess<RuleHealth> health) {
        this.rule = rule;
        this.columns = columns.toArray(OutputColumn[]::new);
        this.health = health;
    }

    @Override
    public void open(OpenContext context) {
        listener = health.get();
    }

    @Override
    public void processElement(Row row, Context context, Collector<RuleRow> out) {
        RuleRow change = read(row, context.timerService().currentWatermark());
        listener.resultChanged(change);
        out.collect(change);
    }

    private RuleRow read(Row row, long watermark) {
        Map<String, String> labels = new HashMap<>();
        Map<String, @Nullable String> texts = new HashMap<>();
        Map<String, @Nullable Double> numbers = new HashMap<>();
        Double value = null;
        for (int i = 0; i < columns.length; i++) {
            Object field = row.getField(i);
            String name = columns[i].name();
            switch (columns[i].role()) {
                case LABEL -> labels.put(name, field == null ? "" : field.toString());
                case TEXT -> texts.put(name, field == null ? null : field.toString());
                case NUMBER -> numbers.put(name, number(field));
                case VALUE -> value = number(field);
            }
        }
        labels.values().removeIf(String::isEmpty);
        boolean added = row.getKind() == RowKind.INSERT || row.getKind() == RowKind.UPDATE_AFTER;
        return RuleRow.of(rule, watermark, added, labels, new RowValues(texts, numbers, value));
    }

    private static @Nullable Double number(@Nullable Object field) {
        return field == null ? null : Double.valueOf(((Number) field).doubleValue());
    }
}
