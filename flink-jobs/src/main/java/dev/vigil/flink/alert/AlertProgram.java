package dev.vigil.flink.alert;

import dev.vigil.rules.AlertRule;
import dev.vigil.rules.lifecycle.Lifecycle;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * How one rule's alerts are judged.
 *
 * @param rule the rule
 * @param plan version of its query: another text or another Flink is another version
 * @param lifecycle its settings; {@code keep_firing_for} is zero where events hold the alert
 * @param eventHold how long one event holds the alert; zero for a query whose rows come and go
 * @param agreement how long looks at its result must agree before one is believed; zero where each look is exact
 */
public record AlertProgram(AlertRule rule, String plan, Lifecycle lifecycle, Duration eventHold, Duration agreement)
        implements Serializable {

    /** How long an event holds its alert where the rule does not say. */
    private static final Duration DEFAULT_EVENT_HOLD = Duration.ofMinutes(5);

    /**
     * How long looks must agree where one alone may be wrong. Measured with 500 ranks: joins judged at each tick raised up to
     * 20 alerts too many in 12 seconds, judged with a second of agreement none.
     */
    private static final Duration AGREEMENT = Duration.ofSeconds(1);

    /** Checks the arguments. */
    public AlertProgram {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(lifecycle, "lifecycle");
        Objects.requireNonNull(eventHold, "eventHold");
        Objects.requireNonNull(agreement, "agreement");
    }

    /**
     * The program of a rule.
     *
     * @param rule the rule
     * @param plan version of its query
     * @param events whether its result only grows
     * @param exact whether each look at its result is exact
     * @param grace absences shorter than this are none
     */
    public static AlertProgram of(AlertRule rule, String plan, boolean events, boolean exact, Duration grace) {
        Lifecycle given = Lifecycle.of(rule, events ? DEFAULT_EVENT_HOLD : Duration.ZERO, grace);
        Lifecycle lifecycle =
                events ? new Lifecycle(given.holdFor(), Duration.ZERO, given.grace(), given.noData()) : given;
        return new AlertProgram(rule, plan, lifecycle, events ? hold(given) : Duration.ZERO, agreement(exact));
    }

    /** An event is seen at one tick at least, also where {@code keep_firing_for} is zero. */
    private static Duration hold(Lifecycle given) {
        Duration tick = Duration.ofMillis(Ticks.SHORTEST);
        return given.keepFiringFor().compareTo(tick) < 0 ? tick : given.keepFiringFor();
    }

    static Duration agreement(boolean exact) {
        return exact ? Duration.ZERO : AGREEMENT;
    }

    /** Whether rows of its result are events. */
    boolean events() {
        return !eventHold.isZero();
    }
}
