package dev.vigil.fleet.window;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Durations of training steps, in seconds: the newest 200 and, once and for all, the baseline. The first three steps of a
 * process are left out everywhere (they compile and allocate), the first five of the baseline.
 */
public final class StepTimes {

    private static final int CAPACITY = 200;
    private static final int RECENT = 50;
    private static final int WARM_UP = 3;
    private static final int BASELINE_FROM = 6;

    private float[] ring = new float[RECENT];
    private int size;
    private int next;
    private int baselineCount;
    private double baseline = Double.NaN;
    private final SlidingMedian recent = new SlidingMedian(RECENT);
    private @Nullable Double p99;

    /**
     * Takes in a duration.
     *
     * @param seconds how long the step took; ignored unless finite and not negative
     * @param step number of the step that ended then, from 1
     */
    public void add(double seconds, double step) {
        if (!(seconds >= 0) || Double.isInfinite(seconds) || step <= WARM_UP) {
            return;
        }
        if (size == ring.length && size < CAPACITY) {
            ring = Arrays.copyOf(ring, Math.min(CAPACITY, 2 * size));
        }
        p99 = null;
        recent.add((float) seconds);
        ring[next] = (float) seconds;
        size = Math.min(CAPACITY, size + 1);
        next = (next + 1) % CAPACITY;
        if (step >= BASELINE_FROM && baselineCount < CAPACITY && ++baselineCount == CAPACITY) {
            baseline = medianOfAll();
        }
    }

    /** Median of the newest 50; null before the first. */
    public @Nullable Double median() {
        return size == 0 ? null : (Double) recent.middle();
    }

    /** 99th percentile (nearest rank) of the newest 200; null before the first. */
    public @Nullable Double p99() {
        if (p99 == null && size > 0) {
            p99 = highest();
        }
        return p99;
    }

    private double highest() {
        int fromTop = size - (int) Math.ceil(0.99 * size); // 0 to 2: no need to sort
        float[] top = {-1, -1, -1};
        for (int i = 0; i < size; i++) {
            insert(top, ring[i]);
        }
        return top[fromTop];
    }

    private static void insert(float[] top, float value) {
        for (int i = 0; i < top.length; i++) {
            if (value > top[i]) {
                float lower = top[i];
                top[i] = value;
                insert(top, lower);
                return;
            }
        }
    }

    /** Median of steps 6 to 205; null before step 205. */
    public @Nullable Double baseline() {
        return Double.isNaN(baseline) ? null : (Double) baseline;
    }

    /** Writes it to a checkpoint. */
    public void write(DataOutput out) throws IOException {
        Wire.writeLong(out, size);
        for (float seconds : newest(size)) {
            out.writeFloat(seconds);
        }
        Wire.writeLong(out, baselineCount);
        out.writeDouble(baseline);
    }

    /** What {@link #write} wrote. */
    public static StepTimes read(DataInput in) throws IOException {
        StepTimes times = new StepTimes();
        int count = Wire.readCount(in, CAPACITY);
        for (int i = 0; i < count; i++) {
            times.add(in.readFloat(), BASELINE_FROM - 1);
        }
        times.baselineCount = Wire.readCount(in, CAPACITY);
        times.baseline = in.readDouble();
        return times;
    }

    private double medianOfAll() {
        float[] copy = newest(CAPACITY);
        Arrays.sort(copy);
        return ((double) copy[CAPACITY / 2 - 1] + copy[CAPACITY / 2]) / 2;
    }

    private float[] newest(int count) {
        float[] copy = new float[count];
        int from = next - count;
        if (from >= 0) {
            System.arraycopy(ring, from, copy, 0, count);
        } else {
            System.arraycopy(ring, CAPACITY + from, copy, 0, -from);
            System.arraycopy(ring, 0, copy, -from, next);
        }
        return copy;
    }
}
