package dev.vigil.monitor.probing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a question gave.
 *
 * @param output what it printed
 * @param value text of the value where the last statement is an expression, else null
 * @param error the exception's text or the guard's reason, else null
 * @param where {@code step boundary} or {@code beside the training}, for people
 * @param pause how long the training waited for it
 */
public record Answer(
        String output, @Nullable String value, @Nullable String error, String where, Duration pause) {}
