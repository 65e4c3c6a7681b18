package dev.vigil.fleet.window;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The newest finite samples of one watch in groups that follow one another: the newest 5 and the 50 before those; the
 * newest 200 and the 200 before those. A group's figure is null before the group is full.
 *
 * <p>The long groups keep single precision (their medians are compared by ratios): 2 KB a watch instead of 4.
 */
public final class ValueWindow {

    private static final int NEWEST = 5;
    private static final int BEFORE = 50;
    private static final int LONG = 200;

    private final double[] newest = new double[NEWEST];
    private int held;
    private long samples;
    private SlidingMedian before = new SlidingMedian(BEFORE);
    private SlidingMedian newestLong = new SlidingMedian(LONG);
    private SlidingMedian earlierLong = new SlidingMedian(LONG);

    /** Takes in the finite value of a new sample. */
    public void add(double value) {
        samples++;
        if (held == NEWEST) {
            before.add(newest[0]);
            System.arraycopy(newest, 1, newest, 0, NEWEST - 1);
            held--;
        }
        newest[held++] = value;
        double gone = newestLong.add((float) value);
        if (!Double.isNaN(gone)) {
            earlierLong.add(gone);
        }
    }

    /** The newest sample has another finite value by now. */
    public void replaceNewest(double value) {
        if (held > 0) {
            newest[held - 1] = value;
            newestLong.replaceNewest((float) value);
        }
    }

    /** Finite samples ever taken in. */
    public long samples() {
        return samples;
    }

    /** Mean of the newest 5. */
    public @Nullable Double mean5() {
        if (held < NEWEST) {
            return null;
        }
        double sum = 0;
        double parts = 0;
        for (double value : newest) {
            sum += value;
            parts += value / NEWEST;
        }
        return Double.isFinite(sum) ? sum / NEWEST : parts; // five huge values must not overflow
    }

    /** Smallest of the newest 5. */
    public @Nullable Double min5() {
        if (held < NEWEST) {
            return null;
        }
        double min = newest[0];
        for (double value : newest) {
            min = Math.min(min, value);
        }
        return min;
    }

    /** Largest of the newest 5. */
    public @Nullable Double max5() {
        if (held < NEWEST) {
            return null;
        }
        double max = newest[0];
        for (double value : newest) {
            max = Math.max(max, value);
        }
        return max;
    }

    /** Median of the 50 before the newest 5. */
    public @Nullable Double median50() {
        return before.median();
    }

    /** Median distance of those 50 from their median; null where they do not vary, for then nothing is known of it. */
    public @Nullable Double mad50() {
        return before.deviation();
    }

    /** Median of the newest 200. */
    public @Nullable Double median200() {
        return newestLong.median();
    }

    /** Median of the 200 before the newest 200. */
    public @Nullable Double earlier200() {
        return earlierLong.median();
    }

    /** Writes it to a checkpoint. */
    public void write(DataOutput out) throws IOException {
        Wire.writeLong(out, samples);
        out.writeByte(held);
        for (int i = 0; i < held; i++) {
            out.writeDouble(newest[i]);
        }
        before.write(out, false);
        newestLong.write(out, true);
        earlierLong.write(out, true);
    }

    /** What {@link #write} wrote. */
    public static ValueWindow read(DataInput in) throws IOException {
        ValueWindow window = new ValueWindow();
        window.samples = Wire.readLong(in);
        window.held = in.readByte();
        if (window.held < 0 || window.held > NEWEST) {
            throw new IOException("a window that holds " + window.held);
        }
        for (int i = 0; i < window.held; i++) {
            window.newest[i] = in.readDouble();
        }
        window.before = SlidingMedian.read(in, BEFORE, false);
        window.newestLong = SlidingMedian.read(in, LONG, true);
        window.earlierLong = SlidingMedian.read(in, LONG, true);
        return window;
    }
}
