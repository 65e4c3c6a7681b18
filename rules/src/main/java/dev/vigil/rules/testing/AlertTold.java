package dev.vigil.rules.testing;

import dev.vigil.rules.testing.Expectation.State;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a rule said of an alert in a test: a new state, or new values.
 *
 * @param alert the rule's name
 * @param at since the test's start
 * @param state never {@link State#INACTIVE}: an end is told as {@link State#RESOLVED} or {@link State#DROPPED}
 * @param labels final labels, {@code alertname} included; they tell one alert from another
 * @param annotations expanded texts
 * @param value the row's {@code value}; null where there is none
 */
public record AlertTold(
        String alert,
        Duration at,
        State state,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable Double value) {

    /** Checks and copies. */
    public AlertTold {
        Objects.requireNonNull(alert, "alert");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(state, "state");
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** Whether the alert is pending or fires. */
    public boolean active() {
        return state == State.PENDING || state == State.FIRING;
    }
}
