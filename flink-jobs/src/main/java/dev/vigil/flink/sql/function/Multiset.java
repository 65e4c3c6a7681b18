package dev.vigil.flink.sql.function;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.flink.table.api.dataview.MapView;
import org.jspecify.annotations.Nullable;

/**
 * The finite numbers of a group, each with how often it is there. NULL, NaN and infinities are left out, so that a result
 * is right again as soon as they are gone (and right among the others before). An accumulator: public for Flink's sake.
 */
public final class Multiset {

    /** Numbers and how often each is there, always above zero. */
    public MapView<Double, Long> counts = new MapView<>();

    void add(@Nullable Double number, long times) throws Exception {
        if (number == null || !Double.isFinite(number)) {
            return;
        }
        double key = number + 0.0; // -0.0 and 0.0 are one number
        Long before = counts.get(key);
        long after = (before == null ? 0 : before) + times;
        if (after > 0) {
            counts.put(key, after);
        } else if (before != null) {
            counts.remove(key);
        }
    }

    void addAll(Multiset other) throws Exception {
        for (Map.Entry<Double, Long> entry : other.counts.entries()) {
            add(entry.getKey(), entry.getValue());
        }
    }

    void clear() {
        counts.clear();
    }

    /** Numbers that stand at least once, sorted, and their counts beside them. */
    Sorted sorted() throws Exception {
        int size = 0;
        double[] numbers = new double[16];
        for (Double number : counts.keys()) {
            numbers = size == numbers.length ? Arrays.copyOf(numbers, 2 * size) : numbers;
            numbers[size++] = number;
        }
        numbers = Arrays.copyOf(numbers, size);
        Arrays.sort(numbers);
        long[] times = new long[size];
        for (int i = 0; i < size; i++) {
            Long count = counts.get(numbers[i]);
            times[i] = count == null ? 0 : count;
        }
        return new Sorted(numbers, times);
    }

    /** A sorted copy. */
    static final class Sorted {

        private final double[] numbers;
        private final long[] times;

        Sorted(double[] numbers, long[] times) {
            this.numbers = numbers;
            this.times = times;
        }

        /** The middle one, or the mean of the two in the middle; empty where there is none. */
        OptionalDouble median() {
            long total = Arrays.stream(times).sum();
            if (total == 0) {
                return OptionalDouble.empty();
            }
            double low = at((total - 1) / 2);
            double high = at(total / 2);
            return OptionalDouble.of(low / 2 + high / 2);
        }

        /** These numbers' distances from a centre, sorted. */
        Sorted distances(double centre) {
            Integer[] order = new Integer[numbers.length];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (a, b) -> Double.compare(distance(a, centre), distance(b, centre)));
            double[] distances = new double[numbers.length];
            long[] counts = new long[numbers.length];
            for (int i = 0; i < order.length; i++) {
                distances[i] = distance(order[i], centre);
                counts[i] = times[order[i]];
            }
            return new Sorted(distances, counts);
        }

        private double distance(int i, double centre) {
            return Math.abs(numbers[i] - centre);
        }

        private double at(long position) {
            long passed = 0;
            for (int i = 0; i < numbers.length; i++) {
                passed += times[i];
                if (passed > position) {
                    return numbers[i];
                }
            }
            throw new IllegalStateException("position " + position + " of " + passed);
        }
    }
}
