package dev.vigil.fleet;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of one row, put in one after the other in the order of the columns. */
final class RowValues {

    private final TableSpec spec;
    private final @Nullable Object[] values;
    private int at;

    RowValues(TableSpec spec) {
        this.spec = spec;
        this.values = new @Nullable Object[spec.columns().size()];
    }

    /** The next column's value; whole numbers are for tables as all others are. */
    RowValues add(@Nullable Object value) {
        values[at++] = value;
        return this;
    }

    /** The next column's value where it is a number that is always known. */
    RowValues number(double value) {
        return add(value);
    }

    /** The finished row. */
    List<@Nullable Object> list() {
        if (at != values.length) {
            throw new IllegalStateException(spec.name() + " has " + values.length + " columns, not " + at);
        }
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    TableSpec spec() {
        return spec;
    }
}
