package dev.vigil.fleet;

import dev.vigil.fleet.window.ValueWindow;
import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One watch of one target. One sample is one new step: a second look at the same step replaces the value, but a value that
 * was not finite stays on record.
 */
final class Watch {

    private static final int NEWEST = 5;
    private static final double ABRUPT = 10;

    /**
     * Where a look was taken.
     *
     * @param step the program's own step, NaN where it tells none
     * @param hooks optimizer steps so far, -1 where no hook counts them
     */
    record At(double step, long hooks) {

        boolean isSameStep(At other) {
            boolean steps = !Double.isNaN(step) && !Double.isNaN(other.step);
            boolean counts = hooks >= 0 && other.hooks >= 0;
            return (steps || counts)
                    && (!steps || Double.compare(step, other.step) == 0)
                    && (!counts || hooks == other.hooks);
        }

        @Nullable
        Double shown() {
            return !Double.isNaN(step) ? (Double) step : hooks >= 0 ? (Double) (double) hooks : null;
        }
    }

    private static final At NOWHERE = new At(Double.NaN, -1);

    private final String name;
    private Row row = new Row(Tables.WATCHES);
    private ValueWindow window = new ValueWindow();
    private At at = NOWHERE;
    private boolean sampled;
    private @Nullable Double value;
    private @Nullable String text;
    private @Nullable String error;
    private Phase phase = Phase.UNKNOWN;
    private int nonFinite; // one bit a sample, the newest lowest
    private @Nullable Double previous;
    private boolean finite; // whether the newest sample is in the window
    private double last = Double.NaN; // newest finite sample, and the one before
    private double lastStep = Double.NaN;
    private double before = Double.NaN;
    private double beforeStep = Double.NaN;

    Watch(String name) {
        this.name = name;
    }

    /** Takes in one look; returns whether it is a new sample. */
    boolean see(WatchReading reading, At where, Phase now) {
        boolean isNew = !sampled || !where.isSameStep(at);
        sampled = true;
        at = where;
        phase = now;
        error = reading.error();
        if (isNew) {
            nonFinite = nonFinite << 1 & (1 << NEWEST) - 1;
            finite = false;
        }
        if (reading.number() != null) {
            value = reading.number();
            text = null;
            take(reading.number());
        } else if (reading.text() != null) {
            value = null;
            text = reading.text();
        }
        return isNew;
    }

    private void take(double number) {
        boolean bad = (nonFinite & 1) != 0;
        if (!Double.isFinite(number)) {
            nonFinite |= 1;
        } else if (finite && !bad) {
            window.replaceNewest(number);
            last = number;
        } else if (!bad) {
            previous = comparable(number);
            before = last;
            beforeStep = lastStep;
            last = number;
            lastStep = at.shown() == null ? window.samples() : at.shown();
            window.add(number);
            finite = true;
        }
    }

    /**
     * The sample before, unless the change from it looks abrupt only because many steps lie between: a warm-up that begins
     * at zero and a decay that ends there follow the line of the samples before.
     */
    private @Nullable Double comparable(double number) {
        if (Double.isNaN(last)) {
            return null;
        }
        boolean rises = last > 0 && number > ABRUPT * last;
        boolean falls = last > 0 && number < last / ABRUPT;
        double step = at.shown() == null ? window.samples() : at.shown();
        double gap = step - lastStep;
        if ((!rises && !falls) || (rises && gap <= 1)) {
            return last;
        }
        double line = last + (last - before) / (lastStep - beforeStep) * gap; // NaN where nothing is known before
        boolean follows = rises ? !(line < number / 2) : !(line > Math.max(2 * number, last / ABRUPT));
        return follows ? null : (Double) last;
    }

    /** Tells the row as it is now. */
    void tell(Telling telling) {
        if (!telling.wantsWatch(name)) {
            return;
        }
        RowValues values = telling.row(Tables.WATCHES)
                .add(name)
                .add(value)
                .add(text)
                .add(error)
                .add(at.shown())
                .add(phase.text())
                .number((double) window.samples())
                .add(previous)
                .number(Integer.bitCount(nonFinite))
                .add(window.mean5())
                .add(window.min5())
                .add(window.max5())
                .add(window.median50())
                .add(window.mad50())
                .add(window.median200())
                .add(window.earlier200());
        telling.tell(row, values);
    }

    /** Appends the newest sample to the history. */
    void append(Telling telling) {
        if (!telling.wants(Tables.WATCH_SAMPLES)) {
            return;
        }
        telling.append(telling.row(Tables.WATCH_SAMPLES)
                .add(name)
                .add(error == null ? value : null)
                .add(error == null ? text : null)
                .add(error)
                .add(at.shown()));
    }

    Row row() {
        return row;
    }

    /** Whether a look would show another number than the last one did. */
    boolean isChangedBy(WatchReading reading) {
        Double number = reading.number();
        return number != null && value != null && Double.compare(number, value) != 0;
    }

    /** Shows the newest sample to the trail, where it is a finite number of a known step. */
    void leaveTrail(LossTrail trail) {
        Double step = at.shown();
        if (finite && step != null && (nonFinite & 1) == 0) {
            trail.add(step, last);
        }
    }

    void write(DataOutput out) throws IOException {
        row.write(out);
        window.write(out);
        out.writeDouble(at.step());
        Wire.writeLong(out, at.hooks());
        out.writeBoolean(sampled);
        Wire.writeNullable(out, value);
        Wire.writeNullableText(out, text);
        Wire.writeNullableText(out, error);
        phase.write(out);
        out.writeByte(nonFinite);
        Wire.writeNullable(out, previous);
        out.writeBoolean(finite);
        out.writeDouble(last);
        out.writeDouble(lastStep);
        out.writeDouble(before);
        out.writeDouble(beforeStep);
    }

    static Watch read(DataInput in, String name, Map<String, String> labels) throws IOException {
        Watch watch = new Watch(name);
        watch.row = Row.read(in, Tables.WATCHES, labels);
        watch.window = ValueWindow.read(in);
        watch.at = new At(in.readDouble(), Wire.readLong(in));
        watch.sampled = in.readBoolean();
        watch.value = Wire.readNullable(in);
        watch.text = Wire.readNullableText(in);
        watch.error = Wire.readNullableText(in);
        watch.phase = Phase.read(in);
        watch.nonFinite = in.readByte();
        watch.previous = Wire.readNullable(in);
        watch.finite = in.readBoolean();
        watch.last = in.readDouble();
        watch.lastStep = in.readDouble();
        watch.before = in.readDouble();
        watch.beforeStep = in.readDouble();
        return watch;
    }
}
