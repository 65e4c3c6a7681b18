package dev.vigil.fleet.window;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Memory in use at the newest 100 steps that were looked at: whether it keeps rising, and by how much. */
public final class MemoryTrend {

    private static final int CAPACITY = 100;
    private static final int FIRST_SIZE = 10;

    private float[] ring = new float[FIRST_SIZE];
    private int size;
    private int oldest;

    /** Takes in the memory at another step, in MiB; ignored unless positive. */
    public void add(double mebibytes) {
        if (!(mebibytes > 0) || Double.isInfinite(mebibytes)) {
            return;
        }
        if (size == CAPACITY) {
            ring[oldest] = (float) mebibytes;
            oldest = (oldest + 1) % CAPACITY;
            return;
        }
        if (size == ring.length) {
            ring = Arrays.copyOf(ring, Math.min(CAPACITY, 2 * size));
        }
        ring[size++] = (float) mebibytes;
    }

    /** By which part it grew from the first of them to the last; null before there are 100. */
    public @Nullable Double growth() {
        if (size < CAPACITY) {
            return null;
        }
        double first = at(0);
        return (at(CAPACITY - 1) - first) / first;
    }

    /** At which share of them it rose; null before there are 100. */
    public @Nullable Double rising() {
        if (size < CAPACITY) {
            return null;
        }
        int rose = 0;
        for (int i = 1; i < CAPACITY; i++) {
            rose += at(i) > at(i - 1) ? 1 : 0;
        }
        return (double) rose / (CAPACITY - 1);
    }

    /** Writes it to a checkpoint. */
    public void write(DataOutput out) throws IOException {
        Wire.writeLong(out, size);
        for (int i = 0; i < size; i++) {
            out.writeFloat((float) at(i));
        }
    }

    /** What {@link #write} wrote. */
    public static MemoryTrend read(DataInput in) throws IOException {
        MemoryTrend trend = new MemoryTrend();
        int count = Wire.readCount(in, CAPACITY);
        trend.ring = new float[Math.max(FIRST_SIZE, count)];
        trend.size = count;
        for (int i = 0; i < count; i++) {
            trend.ring[i] = in.readFloat();
        }
        return trend;
    }

    private double at(int index) {
        return ring[(oldest + index) % ring.length];
    }
}
