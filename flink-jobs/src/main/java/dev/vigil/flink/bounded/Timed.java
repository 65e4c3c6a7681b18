package dev.vigil.flink.bounded;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One piece of input: something that happens at a time, or the news that a time has passed.
 *
 * @param time row time, to the millisecond; after 1970, and never before that of the piece before
 * @param value what happens; null: nothing, all of that time has passed, and nothing more may come for it
 * @param <T> kind of input
 */
public record Timed<T>(Instant time, @Nullable T value) {

    /** Checks the arguments. */
    public Timed {
        Objects.requireNonNull(time, "time");
        if (time.toEpochMilli() <= 0) {
            throw new IllegalArgumentException("time must be after 1970: " + time);
        }
    }

    /** Something happens. */
    public static <T> Timed<T> of(Instant time, T value) {
        return new Timed<>(time, Objects.requireNonNull(value, "value"));
    }

    /** Time has passed. */
    public static <T> Timed<T> passed(Instant time) {
        return new Timed<>(time, null);
    }
}
