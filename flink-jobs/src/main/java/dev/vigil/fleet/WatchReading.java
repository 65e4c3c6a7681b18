package dev.vigil.fleet;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one look at one watch gave: a number (NaN and infinities included), a text, or the reason for neither.
 *
 * @param number the value where it is a number (bool counts as 0 or 1), else null
 * @param text the value where it is not a number, else null
 * @param error why there is no value, else null
 * @param local whether a distributed tensor was read, of which only this rank's part was seen
 * @param where the function it was found in, or {@code expression@function}; empty where that is not known
 */
public record WatchReading(
        @Nullable Double number,
        @Nullable String text,
        @Nullable String error,
        boolean local,
        String where) {

    /** Checks the argument. */
    public WatchReading {
        Objects.requireNonNull(where, "where");
    }

    /** A reading of unknown origin. */
    public WatchReading(@Nullable Double number, @Nullable String text, @Nullable String error, boolean local) {
        this(number, text, error, local, "");
    }

    /** A number. */
    public static WatchReading of(double number) {
        return new WatchReading(number, null, null, false);
    }

    /** A value that is not a number. */
    public static WatchReading text(String text) {
        return new WatchReading(null, Objects.requireNonNull(text, "text"), null, false);
    }

    /** No value, and why. */
    public static WatchReading failed(String error) {
        return new WatchReading(null, null, Objects.requireNonNull(error, "error"), false);
    }
}
