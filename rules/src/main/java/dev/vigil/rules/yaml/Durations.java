package dev.vigil.rules.yaml;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Prometheus writes them: {@code 1y2w3d4h5m6s7ms}, each unit at most once and in this order, or {@code 0}. A
 * day has 24 hours, a year 365 days. Beyond Prometheus, a single number may have a fraction: {@code 1.2s}.
 */
public final class Durations {

    private static final Pattern WHOLE =
            Pattern.compile("(?:(\\d+)y)?(?:(\\d+)w)?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");

    private static final Pattern FRACTION = Pattern.compile("(\\d+\\.\\d+)([wdhms])");

    /** In the order of the groups of {@link #WHOLE}. */
    private static final List<Duration> UNITS = List.of(
            Duration.ofDays(365),
            Duration.ofDays(7),
            Duration.ofDays(1),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(1));

    /** As far as Prometheus goes, whose durations count nanoseconds in 64 bits: about 292 years. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private Durations() {}

    /** The duration, in whole milliseconds; empty where the text is none. Never negative. */
    public static Optional<Duration> parse(String text) {
        if (text.length() > 64) {
            return Optional.empty();
        }
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        Matcher fraction = FRACTION.matcher(text);
        if (fraction.matches()) {
            return fraction(new BigDecimal(fraction.group(1)), fraction.group(2));
        }
        Matcher whole = WHOLE.matcher(text);
        return !text.isEmpty() && whole.matches() ? whole(whole) : Optional.empty();
    }

    /** Writes a duration as {@link #parse} reads it: {@code 1d1h2m3s40ms}, {@code 365d}, {@code 0s}. */
    public static String text(Duration duration) {
        StringBuilder text = new StringBuilder();
        part(text, duration.toDays(), "d");
        part(text, duration.toHoursPart(), "h");
        part(text, duration.toMinutesPart(), "m");
        part(text, duration.toSecondsPart(), "s");
        part(text, duration.toMillisPart(), "ms");
        return text.length() == 0 ? "0s" : text.toString();
    }

    private static void part(StringBuilder text, long count, String unit) {
        if (count > 0) {
            text.append(count).append(unit);
        }
    }

    private static Optional<Duration> whole(Matcher parts) {
        BigDecimal millis = BigDecimal.ZERO;
        for (int i = 0; i < UNITS.size(); i++) {
            String count = parts.group(i + 1);
            if (count != null) {
                millis = millis.add(new BigDecimal(count)
                        .multiply(BigDecimal.valueOf(UNITS.get(i).toMillis())));
            }
        }
        return bounded(millis);
    }

    private static Optional<Duration> fraction(BigDecimal count, String unit) {
        int index = List.of("y", "w", "d", "h", "m", "s").indexOf(unit);
        return bounded(count.multiply(BigDecimal.valueOf(UNITS.get(index).toMillis())));
    }

    private static Optional<Duration> bounded(BigDecimal millis) {
        return millis.compareTo(BigDecimal.valueOf(LONGEST.toMillis())) > 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(
                        millis.setScale(0, RoundingMode.HALF_UP).longValueExact()));
    }
}
