package dev.vigil.monitor.alert;

import dev.vigil.fleet.TableSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One row of a latest-state table, read by column name; a column that is NULL or not there is empty, never zero. */
public final class FleetRow {

    private final TableSpec table;
    private final List<@Nullable Object> values;

    /** Copies the values, which are in the order of the table's columns. */
    public FleetRow(TableSpec table, List<@Nullable Object> values) {
        this.table = table;
        this.values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /** A STRING column. */
    public Optional<String> text(String column) {
        return cell(column) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    /** A DOUBLE column; NaN and the infinities are values. */
    public OptionalDouble number(String column) {
        return cell(column) instanceof Double number ? OptionalDouble.of(number) : OptionalDouble.empty();
    }

    /** Labels from discovery. */
    public Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        if (cell("labels") instanceof Map<?, ?> map) {
            map.forEach((name, value) -> labels.put(String.valueOf(name), String.valueOf(value)));
        }
        return labels;
    }

    private @Nullable Object cell(String column) {
        int index = table.indexOf(column);
        return index < 0 || index >= values.size() ? null : values.get(index);
    }

    @Override
    public String toString() {
        return table.name() + values;
    }
}
