package dev.vigil.fleet;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Binary form of every {@link Reading}: between the pipeline's operators, and in recordings. Versioned; what is read is
 * bounded and refused with an {@link IOException} where it cannot be right.
 */
public final class ReadingCodec {

    /** Recordings keep older versions: 1 knew no glances. */
    private static final int VERSION = 2;

    private static final int MAX_ROWS = 1_000_000;
    private static final Reading.Outcome[] OUTCOMES = Reading.Outcome.values();
    private static final Reading.Process[] PROCESSES = Reading.Process.values();

    private static final int JOINED = 1;
    private static final int ATTEMPT = 2;
    private static final int MAILBOX = 3;
    private static final int BACKTRACE = 4;
    private static final int MODULES = 5;
    private static final int TABLE = 6;
    private static final int REMOVED = 7;
    private static final int RESUMED = 8;
    private static final int MONITOR = 9;

    private ReadingCodec() {}

    /** Writes a reading. */
    public static void write(DataOutput out, Reading reading) throws IOException {
        out.writeByte(VERSION);
        out.writeByte(kind(reading));
        if (reading instanceof Reading.Resumed resumed) {
            Wire.writeLong(out, resumed.targets().size());
            for (TargetKey key : resumed.targets()) {
                writeKey(out, key);
            }
            return;
        }
        if (reading instanceof Reading.MonitorBeat beat) {
            writeMonitor(out, beat);
            return;
        }
        writeKey(out, reading.target());
        writeOfTarget(out, reading);
    }

    /** Reads what {@link #write} wrote. */
    public static Reading read(DataInput in) throws IOException {
        int version = in.readByte();
        if (version < 1 || version > VERSION) {
            throw new IOException("a reading in version " + version + ", not 1 to " + VERSION);
        }
        int kind = in.readByte();
        return switch (kind) {
            case RESUMED -> readResumed(in);
            case MONITOR ->
                new Reading.MonitorBeat(
                        in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
            default -> readOfTarget(in, version, kind, readKey(in));
        };
    }

    private static int kind(Reading reading) {
        if (reading instanceof Reading.Mailbox) {
            return MAILBOX;
        }
        if (reading instanceof Reading.Attempt) {
            return ATTEMPT;
        }
        if (reading instanceof Reading.Joined) {
            return JOINED;
        }
        if (reading instanceof Reading.Backtrace) {
            return BACKTRACE;
        }
        if (reading instanceof Reading.Modules) {
            return MODULES;
        }
        if (reading instanceof Reading.Table) {
            return TABLE;
        }
        if (reading instanceof Reading.Removed) {
            return REMOVED;
        }
        return reading instanceof Reading.Resumed ? RESUMED : MONITOR;
    }

    private static void writeOfTarget(DataOutput out, Reading reading) throws IOException {
        if (reading instanceof Reading.Mailbox mailbox) {
            BeatCodec.write(out, mailbox.beat());
        } else if (reading instanceof Reading.Attempt attempt) {
            writeAttempt(out, attempt);
        } else if (reading instanceof Reading.Joined joined) {
            Wire.writeMap(out, joined.labels());
            Wire.writeLong(out, joined.pid());
            Wire.writeText(out, joined.rank());
            Wire.writeLong(out, joined.worldSize());
            out.writeBoolean(joined.launcher());
        } else if (reading instanceof Reading.Backtrace backtrace) {
            BeatCodec.writeFrames(out, backtrace.frames());
        } else if (reading instanceof Reading.Modules modules) {
            writeModules(out, modules.rows());
        } else if (reading instanceof Reading.Table table) {
            writeTable(out, table);
        }
    }

    private static Reading readOfTarget(DataInput in, int version, int kind, TargetKey key) throws IOException {
        return switch (kind) {
            case MAILBOX -> new Reading.Mailbox(key, BeatCodec.read(in, version > 1));
            case ATTEMPT ->
                new Reading.Attempt(
                        key,
                        Wire.readText(in),
                        constant(in, OUTCOMES),
                        in.readDouble(),
                        Wire.readNullableText(in),
                        constant(in, PROCESSES));
            case JOINED ->
                new Reading.Joined(
                        key,
                        Wire.readMap(in),
                        Wire.readLong(in),
                        Wire.readText(in),
                        (int) Wire.readLong(in),
                        in.readBoolean());
            case BACKTRACE -> new Reading.Backtrace(key, BeatCodec.readFrames(in));
            case MODULES -> new Reading.Modules(key, readModules(in));
            case TABLE -> readTable(in, key);
            case REMOVED -> new Reading.Removed(key);
            default -> throw new IOException("a reading of kind " + kind);
        };
    }

    private static void writeAttempt(DataOutput out, Reading.Attempt attempt) throws IOException {
        Wire.writeText(out, attempt.probe());
        out.writeByte(position(OUTCOMES, attempt.outcome()));
        out.writeDouble(attempt.seconds());
        Wire.writeNullableText(out, attempt.error());
        out.writeByte(position(PROCESSES, attempt.process()));
    }

    private static void writeModules(DataOutput out, List<Reading.ModuleRow> rows) throws IOException {
        Wire.writeLong(out, rows.size());
        for (Reading.ModuleRow row : rows) {
            Wire.writeLong(out, row.step());
            Wire.writeLong(out, row.seq());
            Wire.writeText(out, row.module());
            Wire.writeText(out, row.stage());
            out.writeDouble(row.seconds());
            out.writeDouble(row.allocatedMb());
            out.writeDouble(row.maxAllocatedMb());
        }
    }

    private static List<Reading.ModuleRow> readModules(DataInput in) throws IOException {
        int count = Wire.readCount(in, MAX_ROWS);
        List<Reading.ModuleRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new Reading.ModuleRow(
                    Wire.readLong(in),
                    Wire.readLong(in),
                    Wire.readText(in),
                    Wire.readText(in),
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble()));
        }
        return rows;
    }

    private static void writeTable(DataOutput out, Reading.Table table) throws IOException {
        Wire.writeText(out, table.table());
        Wire.writeLong(out, table.rows().size());
        for (Reading.TableRow row : table.rows()) {
            Wire.writeText(out, row.name());
            Wire.writeNullable(out, row.value());
            Wire.writeNullableText(out, row.text());
            Wire.writeNullable(out, row.step());
        }
    }

    private static Reading.Table readTable(DataInput in, TargetKey key) throws IOException {
        String table = Wire.readText(in);
        int count = Wire.readCount(in, MAX_ROWS);
        List<Reading.TableRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = Wire.readText(in);
            @Nullable Double value = Wire.readNullable(in);
            @Nullable String text = Wire.readNullableText(in);
            rows.add(new Reading.TableRow(name, value, text, Wire.readNullable(in)));
        }
        return new Reading.Table(key, table, rows);
    }

    private static void writeMonitor(DataOutput out, Reading.MonitorBeat beat) throws IOException {
        out.writeDouble(beat.targets());
        out.writeDouble(beat.reachable());
        out.writeDouble(beat.latePolls());
        out.writeDouble(beat.failedRules());
        out.writeDouble(beat.uptimeSeconds());
    }

    private static Reading.Resumed readResumed(DataInput in) throws IOException {
        int count = Wire.readCount(in, MAX_ROWS);
        Set<TargetKey> targets = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            targets.add(readKey(in));
        }
        return new Reading.Resumed(targets);
    }

    private static void writeKey(DataOutput out, TargetKey key) throws IOException {
        Wire.writeText(out, key.job());
        Wire.writeText(out, key.instance());
    }

    private static TargetKey readKey(DataInput in) throws IOException {
        return new TargetKey(Wire.readText(in), Wire.readText(in));
    }

    private static <T> int position(T[] all, T one) {
        for (int i = 0; i < all.length; i++) {
            if (all[i].equals(one)) {
                return i;
            }
        }
        throw new IllegalArgumentException("unknown: " + one);
    }

    private static <T> T constant(DataInput in, T[] all) throws IOException {
        int number = in.readByte();
        if (number < 0 || number >= all.length) {
            throw new IOException("number " + number + " of " + all.length);
        }
        return all[number];
    }
}
