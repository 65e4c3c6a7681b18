package dev.vigil.fleet;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of a latest-state table as it was last told. Keeps what goes downstream consistent: a row is taken back with
 * exactly the values and the time with which it came, and equal values are not told again.
 */
final class Row {

    private static final byte NULL = 0;
    private static final byte NUMBER = 1;
    private static final byte FALSE = 2;
    private static final byte TRUE = 3;
    private static final byte TEXT = 4;

    private final TableSpec spec;
    private @Nullable List<@Nullable Object> told;
    private Instant time = Instant.EPOCH;

    Row(TableSpec spec) {
        this.spec = spec;
    }

    /** Makes these values the row's: an insert, an update, or nothing. */
    void tell(List<@Nullable Object> values, Instant now, FleetOutput out) {
        List<@Nullable Object> before = told;
        if (before != null && isSame(values, before)) {
            return;
        }
        if (before == null) {
            out.change(new TableChange(spec, TableChange.Kind.INSERT, now, values));
        } else {
            out.change(new TableChange(spec, TableChange.Kind.UPDATE_BEFORE, time, before));
            out.change(new TableChange(spec, TableChange.Kind.UPDATE_AFTER, now, values));
        }
        told = values;
        time = now;
    }

    /** As {@code equals} has it, without its iterators: this is asked for each row at each look. */
    private static boolean isSame(List<@Nullable Object> values, List<@Nullable Object> before) {
        int size = values.size();
        for (int i = 0; i < size; i++) {
            if (!Objects.equals(values.get(i), before.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Takes the row back, if it was told. */
    void withdraw(FleetOutput out) {
        if (told != null) {
            out.change(new TableChange(spec, TableChange.Kind.DELETE, time, told));
            told = null;
        }
    }

    /** Tells the row again, as an insert, to somebody who has not heard of it. */
    void retell(FleetOutput out) {
        if (told != null) {
            out.change(new TableChange(spec, TableChange.Kind.INSERT, time, told));
        }
    }

    boolean isTold() {
        return told != null;
    }

    /** Writes it without its labels, which the reader knows. */
    void write(DataOutput out) throws IOException {
        List<@Nullable Object> values = told;
        out.writeBoolean(values != null);
        if (values == null) {
            return;
        }
        Wire.writeLong(out, time.toEpochMilli());
        for (int i = 0; i < values.size() - 1; i++) {
            writeValue(out, values.get(i));
        }
    }

    /** What {@link #write} wrote. */
    static Row read(DataInput in, TableSpec spec, Map<String, String> labels) throws IOException {
        Row row = new Row(spec);
        if (in.readBoolean()) {
            row.time = Instant.ofEpochMilli(Wire.readLong(in));
            RowValues values = new RowValues(spec);
            for (int i = 0; i < spec.columns().size() - 1; i++) {
                values.add(readValue(in));
            }
            row.told = values.add(labels).list();
        }
        return row;
    }

    private static void writeValue(DataOutput out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeByte(NULL);
        } else if (value instanceof Double number) {
            out.writeByte(NUMBER);
            out.writeDouble(number);
        } else if (value instanceof Boolean truth) {
            out.writeByte(truth ? TRUE : FALSE);
        } else {
            out.writeByte(TEXT);
            Wire.writeText(out, (String) value);
        }
    }

    private static @Nullable Object readValue(DataInput in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case NULL -> null;
            case NUMBER -> in.readDouble();
            case FALSE -> false;
            case TRUE -> true;
            case TEXT -> Wire.readText(in);
            default -> throw new IOException("a cell of kind " + kind);
        };
    }
}
