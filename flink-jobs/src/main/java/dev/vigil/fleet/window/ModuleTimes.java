package dev.vigil.fleet.window;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Durations of one module and stage, in seconds: the newest 50, and a baseline from samples 2 to 21 (the first one is of
 * the step in which the module was discovered).
 */
public final class ModuleTimes {

    private static final int CAPACITY = 50;
    private static final int BASELINE_AT = 21;
    private static final int FIRST_SIZE = 4;

    private float[] ring = new float[FIRST_SIZE];
    private long samples;
    private double baseline = Double.NaN;

    /** Takes in a duration; ignored unless finite and not negative. */
    public void add(double seconds) {
        if (!(seconds >= 0) || Double.isInfinite(seconds)) {
            return;
        }
        if (samples == ring.length && samples < CAPACITY) {
            ring = Arrays.copyOf(ring, (int) Math.min(CAPACITY, 2 * samples));
        }
        ring[(int) (samples % CAPACITY)] = (float) seconds;
        samples++;
        if (samples == BASELINE_AT) {
            float[] copy = Arrays.copyOfRange(ring, 1, BASELINE_AT);
            Arrays.sort(copy);
            baseline = ((double) copy[copy.length / 2 - 1] + copy[copy.length / 2]) / 2;
        }
    }

    /** Durations ever taken in. */
    public long samples() {
        return samples;
    }

    /** Mean of the newest 50; null before the first. */
    public @Nullable Double mean() {
        int count = (int) Math.min(samples, CAPACITY);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += ring[i];
        }
        return count == 0 ? null : (Double) (sum / count);
    }

    /** Median of samples 2 to 21; null before the 21st. */
    public @Nullable Double baseline() {
        return Double.isNaN(baseline) ? null : (Double) baseline;
    }

    /** Writes it to a checkpoint. */
    public void write(DataOutput out) throws IOException {
        Wire.writeLong(out, samples);
        out.writeDouble(baseline);
        for (int i = 0; i < Math.min(samples, CAPACITY); i++) {
            out.writeFloat(ring[i]);
        }
    }

    /** What {@link #write} wrote. */
    public static ModuleTimes read(DataInput in) throws IOException {
        ModuleTimes times = new ModuleTimes();
        times.samples = Wire.readLong(in);
        if (times.samples < 0) {
            throw new IOException(times.samples + " samples");
        }
        times.baseline = in.readDouble();
        int count = (int) Math.min(times.samples, CAPACITY);
        times.ring = new float[Math.max(FIRST_SIZE, count)];
        for (int i = 0; i < count; i++) {
            times.ring[i] = in.readFloat();
        }
        return times;
    }
}
