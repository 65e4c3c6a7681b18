package dev.vigil.rules.lifecycle;

import dev.vigil.rules.AlertRule;
import dev.vigil.rules.NoData;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The settings of one rule, and what they make of an alert as time passes. The rules of the Prometheus project's alert
 * generator compliance specification, with these differences:
 *
 * <ul>
 *   <li>there are no evaluations: a step is due when presence changes and at {@link #nextDeadline};
 *   <li>a pending alert outlives an absence shorter than {@code grace}, and does not fire during it;
 *   <li>time in which the target could not be read, or in which Vigil itself was down ({@link #resume}), counts neither
 *       towards {@code for} nor towards {@code keep_firing_for};
 *   <li>an alert that fires goes on firing when {@code for} is raised.
 * </ul>
 *
 * Immutable and free of side effects; any thread.
 *
 * @param holdFor {@code for}: how long a row must be there before its alert fires; zero = at once
 * @param keepFiringFor {@code keep_firing_for}: how long a firing alert outlives its row; zero = not at all
 * @param grace absences shorter than this do not end a pending alert; by default one poll interval, since a row that hangs
 *     on two polls may be gone between them
 * @param noData what {@link Presence#UNKNOWN} means
 */
public record Lifecycle(Duration holdFor, Duration keepFiringFor, Duration grace, NoData noData)
        implements Serializable {

    /** How long a resolved alert is remembered and repeated, so that a receiver that was down learns of it (Prometheus). */
    public static final Duration RESOLVED_RETENTION = Duration.ofMinutes(15);

    /** Checks the arguments. */
    public Lifecycle {
        Objects.requireNonNull(noData, "noData");
        if (holdFor.isNegative() || keepFiringFor.isNegative() || grace.isNegative()) {
            throw new IllegalArgumentException("negative duration: " + holdFor + ", " + keepFiringFor + ", " + grace);
        }
    }

    /**
     * The lifecycle of a rule's alerts.
     *
     * @param rule the rule
     * @param keepFiringFor taken where the rule does not say; see {@link AlertRule#keepFiringFor()}
     * @param grace see {@link Lifecycle}
     */
    public static Lifecycle of(AlertRule rule, Duration keepFiringFor, Duration grace) {
        Duration own = rule.keepFiringFor();
        return new Lifecycle(rule.holdFor(), own == null ? keepFiringFor : own, grace, rule.noData());
    }

    /**
     * One step.
     *
     * @param state what is remembered; {@link AlertState#NONE} for an alert that was never seen
     * @param presence whether its row is there now
     * @param now after 1970; a virtual clock must not begin before
     */
    public Step step(AlertState state, Presence presence, Instant now) {
        long time = now.toEpochMilli();
        if (time <= 0) {
            throw new IllegalArgumentException("time must be after 1970: " + now);
        }
        Presence seen = presence == Presence.UNKNOWN && noData == NoData.RESOLVE ? Presence.ABSENT : presence;
        if (state.phase() == Phase.INACTIVE) {
            return inactive(state, seen, time);
        }
        if (seen == Presence.UNKNOWN) {
            return new Step(state.blind(time), Transition.NONE);
        }
        AlertState known = state.sighted(time);
        return known.phase() == Phase.PENDING ? pending(known, seen, time) : firing(known, seen, time);
    }

    /**
     * What an alert's state is after a time in which Vigil was down: its clocks have stood still.
     *
     * @param state as it was stored
     * @param gap from the moment it was stored for to now
     */
    public AlertState resume(AlertState state, Duration gap) {
        return state.phase() == Phase.INACTIVE || gap.isNegative() ? state : state.moved(gap.toMillis());
    }

    /**
     * When the next step is due if presence does not change before; empty where only a change matters. A step that comes
     * later does the same then.
     */
    public Optional<Instant> nextDeadline(AlertState state) {
        if (state.unknownSince() > 0) {
            return Optional.empty();
        }
        return switch (state.phase()) {
            case INACTIVE -> after(state.resolvedAt(), RESOLVED_RETENTION);
            case PENDING ->
                state.absentSince() > 0 ? after(state.absentSince(), grace) : after(state.holdSince(), holdFor);
            case FIRING -> after(state.keepFiringSince(), keepFiringFor);
        };
    }

    private Step inactive(AlertState state, Presence presence, long now) {
        if (presence == Presence.PRESENT) {
            Step begun = pending(AlertState.begun(now), presence, now);
            return begun.transition() == Transition.NONE ? new Step(begun.state(), Transition.STARTED) : begun;
        }
        return state.resolvedAt() > 0 && elapsed(state.resolvedAt(), RESOLVED_RETENTION, now)
                ? new Step(AlertState.NONE, Transition.FORGOTTEN)
                : new Step(state, Transition.NONE);
    }

    private Step pending(AlertState state, Presence presence, long now) {
        if (presence == Presence.PRESENT) {
            AlertState present = state.present();
            return elapsed(present.holdSince(), holdFor, now)
                    ? new Step(present.fired(now), Transition.FIRED)
                    : new Step(present, Transition.NONE);
        }
        AlertState absent = state.absent(now);
        return elapsed(absent.absentSince(), grace, now)
                ? new Step(AlertState.NONE, Transition.DROPPED)
                : new Step(absent, Transition.NONE);
    }

    private Step firing(AlertState state, Presence presence, long now) {
        boolean kept = state.keepFiringSince() > 0;
        if (presence == Presence.PRESENT) {
            return new Step(state.present(), kept ? Transition.RETURNED : Transition.NONE);
        }
        AlertState absent = state.absent(now);
        if (elapsed(absent.keepFiringSince(), keepFiringFor, now)) {
            return new Step(absent.resolved(now), Transition.RESOLVED);
        }
        return new Step(absent, kept ? Transition.NONE : Transition.KEPT);
    }

    private static boolean elapsed(long since, Duration wait, long now) {
        return now - since >= wait.toMillis();
    }

    private static Optional<Instant> after(long since, Duration wait) {
        return since == 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(since).plus(wait));
    }
}
