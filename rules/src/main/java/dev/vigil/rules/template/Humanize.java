package dev.vigil.rules.template;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/** Numbers for people, in Prometheus' formats: four significant digits and a prefix. */
final class Humanize {

    private static final String LARGE = "kMGTPEZY";
    private static final String SMALL = "munpfazy";

    /** Year 2262: beyond, Prometheus fails, whose times are nanoseconds in 64 bits. */
    private static final double LAST_TIME = 9_223_372_036.0;

    /** As Go prints a time in UTC; Prometheus' times are whole milliseconds. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.MILLI_OF_SECOND, 0, 3, true)
            .appendLiteral(" +0000 UTC")
            .toFormatter(java.util.Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Humanize() {}

    /** {@code humanize}: thousands. */
    static String thousands(double value) {
        return Math.abs(value) < 1 ? small(value) : large(value, 1000, "");
    }

    /** {@code humanize1024}: powers of 1024; small numbers as they are. */
    static String binary(double value) {
        return Math.abs(value) <= 1 ? plain(value) : large(value, 1024, "i");
    }

    /** {@code humanizePercentage}: of a ratio. */
    static String percentage(double value) {
        return plain(value * 100) + "%";
    }

    /** {@code humanizeDuration}: of seconds. */
    static String duration(double seconds) {
        if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
            return plain(seconds);
        }
        double size = Math.abs(seconds);
        if (size < 1) {
            return small(seconds) + "s";
        }
        String sign = seconds < 0 ? "-" : "";
        long whole = (long) size;
        String rest = whole % 60 + "s";
        if (whole < 60) {
            return sign + plain(size) + "s";
        }
        rest = whole / 60 % 60 + "m " + rest;
        if (whole < 3600) {
            return sign + rest;
        }
        rest = whole / 3600 % 24 + "h " + rest;
        return sign + (whole < 86400 ? rest : whole / 86400 + "d " + rest);
    }

    /** {@code humanizeTimestamp}: of seconds since 1970; what is no time as the number it is. */
    static String timestamp(double seconds) {
        return Double.isNaN(seconds) || Math.abs(seconds) > LAST_TIME
                ? plain(seconds)
                : TIME.format(Instant.ofEpochMilli((long) Math.floor(seconds * 1000)));
    }

    private static String large(double value, int base, String suffix) {
        double rest = value;
        int prefix = -1;
        while (Math.abs(rest) >= base && prefix + 1 < LARGE.length() && !Double.isInfinite(rest)) {
            rest /= base;
            prefix++;
        }
        return plain(rest) + (prefix < 0 ? "" : LARGE.charAt(prefix) + suffix);
    }

    private static String small(double value) {
        double rest = value;
        int prefix = -1;
        while (rest != 0 && Math.abs(rest) < 1 && prefix + 1 < SMALL.length()) {
            rest *= 1000;
            prefix++;
        }
        return plain(rest) + (prefix < 0 ? "" : SMALL.charAt(prefix));
    }

    private static String plain(double value) {
        return GoFloat.general(value, 4);
    }
}
