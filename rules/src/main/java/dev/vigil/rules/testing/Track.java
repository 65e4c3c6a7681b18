package dev.vigil.rules.testing;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one column holds from when on.
 *
 * @param values by time; {@link #NULL} for NULL
 * @param pulses whether each value is news of its own (a series), so that in a history it makes a row
 */
record Track(NavigableMap<Duration, Object> values, boolean pulses) {

    /** Stands for NULL. */
    static final Object NULL = new Object();

    static Track constant(Duration at, Object value) {
        NavigableMap<Duration, Object> values = new TreeMap<>();
        values.put(at, value);
        return new Track(values, false);
    }

    /** What it holds at a time; null before its first value, and for NULL. */
    @Nullable
    Object at(Duration time) {
        var entry = values.floorEntry(time);
        return entry == null ? null : plain(entry.getValue());
    }

    /** Its news at a time; null where there is none, and for NULL. */
    @Nullable
    Object newsAt(Duration time) {
        Object value = values.get(time);
        return value == null ? null : plain(value);
    }

    private static @Nullable Object plain(Object value) {
        return value == NULL ? null : value;
    }
}
