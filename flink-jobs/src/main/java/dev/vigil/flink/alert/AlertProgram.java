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

    /** What showed a row that was never true was gone at the next look in all trials but one; a second was always enough. */
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
        Duration hold = events ? given.keepFiringFor() : Duration.ZERO;
        return new AlertProgram(rule, plan, lifecycle, hold, exact ? Duration.ZERO : AGREEMENT);
    }

    /** Whether rows of its result are events. */
    boolean events() {
        return !eventHold.isZero();
    }
}
