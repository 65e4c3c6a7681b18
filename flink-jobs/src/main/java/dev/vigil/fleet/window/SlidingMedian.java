package dev.vigil.fleet.window;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The newest finite values, at most {@code capacity} of them, kept in order of arrival and in order of size, so that the
 * median costs nothing and an arrival two binary searches.
 */
final class SlidingMedian {

    private static final int FIRST_SIZE = 8;

    private final int capacity;
    private double[] ring = new double[FIRST_SIZE];
    private double[] sorted = new double[FIRST_SIZE];
    private int size;
    private int oldest;

    SlidingMedian(int capacity) {
        this.capacity = capacity;
    }

    /** Takes a value in; returns the one that had to go for it, NaN where none had. */
    double add(double value) {
        if (size == capacity) {
            double gone = ring[oldest];
            ring[oldest] = value;
            oldest = (oldest + 1) % capacity;
            replaceSorted(gone, value);
            return gone;
        }
        grow();
        ring[size] = value;
        insertSorted(value);
        size++;
        return Double.NaN;
    }

    /** Puts another value in the place of the newest. */
    void replaceNewest(double value) {
        if (size == 0) {
            return;
        }
        int at = (oldest + size - 1) % capacity;
        replaceSorted(ring[at], value);
        ring[at] = value;
    }

    /** Whether it holds as many values as it may. */
    boolean isFull() {
        return size == capacity;
    }

    /** The median, null before the window is full. */
    @Nullable
    Double median() {
        return isFull() ? (Double) middle() : null;
    }

    /** The median distance from the median; null before the window is full, and where no value differs from another. */
    @Nullable
    Double deviation() {
        if (!isFull()) {
            return null;
        }
        double middle = middle();
        int left = size / 2 - 1;
        int right = size / 2;
        double before = 0;
        double now = 0;
        for (int taken = 0; taken <= size / 2; taken++) {
            before = now;
            boolean takeLeft = right >= size || (left >= 0 && middle - sorted[left] <= sorted[right] - middle);
            now = takeLeft ? middle - sorted[left--] : sorted[right++] - middle;
        }
        double deviation = size % 2 == 1 ? now : (before + now) / 2;
        return deviation > 0 ? (Double) deviation : null;
    }

    void write(DataOutput out, boolean single) throws IOException {
        Wire.writeLong(out, size);
        boolean constant = size > 0 && sorted[0] == sorted[size - 1];
        out.writeBoolean(constant);
        for (int i = 0; i < (constant ? 1 : size); i++) {
            double value = ring[(oldest + i) % capacity];
            if (single) {
                out.writeFloat((float) value);
            } else {
                out.writeDouble(value);
            }
        }
    }

    static SlidingMedian read(DataInput in, int capacity, boolean single) throws IOException {
        SlidingMedian window = new SlidingMedian(capacity);
        int count = Wire.readCount(in, capacity);
        boolean constant = in.readBoolean();
        double value = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || !constant) {
                value = single ? in.readFloat() : in.readDouble();
            }
            window.grow();
            window.ring[i] = value;
            window.sorted[i] = value;
            window.size++;
        }
        Arrays.sort(window.sorted, 0, window.size);
        return window;
    }

    /** The median of those that there are; there must be one. */
    double middle() {
        return size % 2 == 1 ? sorted[size / 2] : (sorted[size / 2 - 1] + sorted[size / 2]) / 2;
    }

    private void grow() {
        if (size == ring.length) {
            int length = Math.min(capacity, 2 * size);
            ring = Arrays.copyOf(ring, length);
            sorted = Arrays.copyOf(sorted, length);
        }
    }

    private void insertSorted(double value) {
        int place = place(value);
        System.arraycopy(sorted, place, sorted, place + 1, size - place);
        sorted[place] = value;
    }

    /** Moves what lies between the one that goes and the one that comes. */
    private void replaceSorted(double gone, double value) {
        int from = place(gone);
        int to = place(value);
        if (to > from) {
            to--; // the one that goes does not count
            System.arraycopy(sorted, from + 1, sorted, from, to - from);
        } else {
            System.arraycopy(sorted, to, sorted, to + 1, from - to);
        }
        sorted[to] = value;
    }

    /** How many are smaller. {@link Arrays#binarySearch} is slower by half: it has to think of NaN, of which none is here. */
    private int place(double value) {
        int from = 0;
        int to = size;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted[middle] < value) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
