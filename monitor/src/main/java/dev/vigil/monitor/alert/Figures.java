package dev.vigil.monitor.alert;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How figures are written, for programs and for people. */
public final class Figures {

    private Figures() {}

    /** As Prometheus' API writes a value: a text, so that NaN and the infinities can be said; empty for no value. */
    public static String prometheus(@Nullable Double value) {
        if (value == null) {
            return "";
        }
        if (value.isNaN()) {
            return "NaN";
        }
        if (value.isInfinite()) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return isWhole(value) ? String.valueOf(value.longValue()) : value.toString();
    }

    /** For people: four significant digits, or a whole number. */
    public static String people(double value) {
        if (!Double.isFinite(value) || isWhole(value)) {
            return prometheus(value);
        }
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private static boolean isWhole(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15;
    }

    /** A duration in seconds for people: {@code 2.3 ms}, {@code 180 ms}, {@code 2.5 s}, {@code 3 m 20 s}, {@code 2 h 5 m}. */
    public static String duration(double seconds) {
        if (!Double.isFinite(seconds)) {
            return prometheus(seconds);
        }
        if (seconds < 1) {
            return String.format(Locale.ROOT, seconds < 0.01 ? "%.1f ms" : "%.0f ms", seconds * 1000);
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = (long) seconds;
        return whole < 3600 ? whole / 60 + " m " + whole % 60 + " s" : whole / 3600 + " h " + whole % 3600 / 60 + " m";
    }
}
