package dev.vigil.rules.testing;

import java.time.Duration;

/** Writes times as test files do. */
final class Times {

    private Times() {}

    /** {@code 1d1h2m3s40ms}, {@code 0s}. */
    static String text(Duration time) {
        StringBuilder text = new StringBuilder();
        part(text, time.toDays(), "d");
        part(text, time.toHoursPart(), "h");
        part(text, time.toMinutesPart(), "m");
        part(text, time.toSecondsPart(), "s");
        part(text, time.toMillisPart(), "ms");
        return text.length() == 0 ? "0s" : text.toString();
    }

    private static void part(StringBuilder text, long count, String unit) {
        if (count > 0) {
            text.append(count).append(unit);
        }
    }
}
