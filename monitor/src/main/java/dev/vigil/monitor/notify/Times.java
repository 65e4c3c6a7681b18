package dev.vigil.monitor.notify;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** How times are written: RFC 3339 with milliseconds, as the alert generator specification has it. */
final class Times {

    /** Go's zero time: what Alertmanager writes for an end that is not known. */
    static final String NONE = "0001-01-01T00:00:00Z";

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private Times() {}

    static String text(Instant time) {
        return MILLIS.format(time);
    }
}
