package dev.vigil.fleet;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** The one row of table {@code monitor}: Vigil itself. Keyed by the empty job. */
public final class MonitorRow {

    private static final int VERSION = 1;

    private Row row = new Row(Tables.MONITOR);

    /**
     * Takes in a beat of the monitor and tells the row.
     *
     * @param nowMillis its event time
     */
    public void apply(Reading.MonitorBeat beat, long nowMillis, FleetOutput out) {
        RowValues values = new RowValues(Tables.MONITOR)
                .number(beat.targets())
                .number(beat.reachable())
                .number(beat.latePolls())
                .number(beat.failedRules())
                .number(beat.uptimeSeconds())
                .add(Map.of());
        row.tell(values.list(), Instant.ofEpochMilli(nowMillis), out);
    }

    /** Tells the row again, as an insert, to somebody who has not heard of it. */
    public void retell(FleetOutput out) {
        row.retell(out);
    }

    /** Writes the state. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        row.write(out);
    }

    /** What {@link #write} wrote; an {@link IOException} where it is of another version. */
    public static MonitorRow read(DataInput in) throws IOException {
        int version = in.readByte();
        if (version != VERSION) {
            throw new IOException("row of the monitor in version " + version + ", not " + VERSION);
        }
        MonitorRow monitor = new MonitorRow();
        monitor.row = Row.read(in, Tables.MONITOR, Map.of());
        return monitor;
    }
}
