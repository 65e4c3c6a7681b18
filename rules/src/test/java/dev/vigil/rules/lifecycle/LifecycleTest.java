package dev.vigil.rules.lifecycle;

import static dev.vigil.rules.lifecycle.Presence.ABSENT;
import static dev.vigil.rules.lifecycle.Presence.PRESENT;
import static dev.vigil.rules.lifecycle.Presence.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.rules.NoData;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LifecycleTest {

    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");

    private Lifecycle lifecycle = lifecycle(10, 30);
    private AlertState state = AlertState.NONE;

    private static Lifecycle lifecycle(int holdFor, int keepFiringFor) {
        return new Lifecycle(
                Duration.ofSeconds(holdFor), Duration.ofSeconds(keepFiringFor), Duration.ofSeconds(1), NoData.KEEP);
    }

    /** One step, some seconds after the start. */
    private Transition at(double second, Presence presence) {
        Step step = lifecycle.step(state, presence, time(second));
        state = step.state();
        return step.transition();
    }

    private static Instant time(double second) {
        return START.plusMillis(Math.round(second * 1000));
    }

    private static long millis(double second) {
        return time(second).toEpochMilli();
    }

    @Test
    void firesAtOnceWithoutFor() {
        lifecycle = lifecycle(0, 0);

        assertThat(at(0, PRESENT)).isEqualTo(Transition.FIRED);
        assertThat(state.phase()).isEqualTo(Phase.FIRING);
        assertThat(state.activeAt()).isEqualTo(state.firedAt()).isEqualTo(millis(0));
    }

    @Test
    void isPendingUntilForHasPassed() {
        assertThat(at(0, PRESENT)).isEqualTo(Transition.STARTED);
        assertThat(lifecycle.nextDeadline(state)).contains(time(10));
        assertThat(at(9.999, PRESENT)).isEqualTo(Transition.NONE);
        assertThat(state.phase()).isEqualTo(Phase.PENDING);
        assertThat(at(10, PRESENT)).isEqualTo(Transition.FIRED);
        assertThat(state.activeAt()).isEqualTo(millis(0));
        assertThat(state.firedAt()).isEqualTo(millis(10));
        assertThat(lifecycle.nextDeadline(state)).isEmpty();
    }

    @Test
    void dropsAPendingAlertWhoseRowIsGone() {
        at(0, PRESENT);

        assertThat(at(5, ABSENT)).isEqualTo(Transition.NONE);
        assertThat(lifecycle.nextDeadline(state)).contains(time(6));
        assertThat(at(6, ABSENT)).isEqualTo(Transition.DROPPED);
        assertThat(state).isEqualTo(AlertState.NONE);
        at(7, PRESENT);
        assertThat(lifecycle.nextDeadline(state)).contains(time(17));
    }

    @Test
    void aShortAbsenceDoesNotRestartThePendingClock() {
        at(0, PRESENT);
        at(5, ABSENT);

        assertThat(at(5.9, PRESENT)).isEqualTo(Transition.NONE);
        assertThat(lifecycle.nextDeadline(state)).contains(time(10));
        at(6, ABSENT);
        assertThat(at(6.9, ABSENT)).isEqualTo(Transition.NONE);
        at(6.95, PRESENT);
        assertThat(at(10, PRESENT)).isEqualTo(Transition.FIRED);
    }

    @Test
    void doesNotFireWhileTheRowIsBrieflyGone() {
        at(0, PRESENT);
        at(9.5, ABSENT);

        assertThat(at(10, ABSENT)).isEqualTo(Transition.NONE);
        assertThat(at(10.4, PRESENT)).isEqualTo(Transition.FIRED);
        assertThat(state.firedAt()).isEqualTo(millis(10.4));
    }

    @Test
    void resolvesAtOnceWithoutKeepFiringFor() {
        lifecycle = lifecycle(0, 0);
        at(0, PRESENT);

        assertThat(at(5, ABSENT)).isEqualTo(Transition.RESOLVED);
        assertThat(state.phase()).isEqualTo(Phase.INACTIVE);
        assertThat(state.resolvedAt()).isEqualTo(millis(5));
    }

    @Test
    void keepsFiringForAWhile() {
        at(0, PRESENT);
        at(10, PRESENT);

        assertThat(at(20, ABSENT)).isEqualTo(Transition.KEPT);
        assertThat(state.keepFiringSince()).isEqualTo(millis(20));
        assertThat(lifecycle.nextDeadline(state)).contains(time(50));
        assertThat(at(49.999, ABSENT)).isEqualTo(Transition.NONE);
        assertThat(state.phase()).isEqualTo(Phase.FIRING);
        assertThat(at(50, ABSENT)).isEqualTo(Transition.RESOLVED);
        assertThat(state.firedAt()).isEqualTo(millis(10));
    }

    @Test
    void aRowThatReturnsContinuesTheIncident() {
        at(0, PRESENT);
        at(10, PRESENT);
        at(20, ABSENT);

        assertThat(at(49, PRESENT)).isEqualTo(Transition.RETURNED);
        assertThat(state.keepFiringSince()).isZero();
        assertThat(state.firedAt()).isEqualTo(millis(10));
        assertThat(at(60, ABSENT)).isEqualTo(Transition.KEPT);
        assertThat(lifecycle.nextDeadline(state)).contains(time(90));
    }

    @Test
    void remembersAResolvedAlertForFifteenMinutes() {
        lifecycle = lifecycle(0, 0);
        at(0, PRESENT);
        at(5, ABSENT);

        assertThat(lifecycle.nextDeadline(state)).contains(time(905));
        assertThat(at(904, ABSENT)).isEqualTo(Transition.NONE);
        assertThat(state.resolvedAt()).isEqualTo(millis(5));
        assertThat(at(905, ABSENT)).isEqualTo(Transition.FORGOTTEN);
        assertThat(state).isEqualTo(AlertState.NONE);
        assertThat(lifecycle.nextDeadline(state)).isEmpty();
    }

    @Test
    void aRowAfterTheEndStartsAnew() {
        at(0, PRESENT);
        at(10, PRESENT);
        at(20, ABSENT);
        at(50, ABSENT);

        assertThat(at(60, PRESENT)).isEqualTo(Transition.STARTED);
        assertThat(state).isEqualTo(AlertState.begun(millis(60)));
    }

    @Test
    void standsStillWhileTheTargetCannotBeRead() {
        at(0, PRESENT);
        at(4, UNKNOWN);

        assertThat(lifecycle.nextDeadline(state)).isEmpty();
        assertThat(at(1000, UNKNOWN)).isEqualTo(Transition.NONE);
        assertThat(at(2000, PRESENT)).isEqualTo(Transition.NONE);
        assertThat(lifecycle.nextDeadline(state)).contains(time(2006));
        assertThat(at(2006, PRESENT)).isEqualTo(Transition.FIRED);
        assertThat(state.activeAt()).isEqualTo(millis(0));
    }

    @Test
    void keepFiringStandsStillWhileTheTargetCannotBeRead() {
        at(0, PRESENT);
        at(10, PRESENT);
        at(20, ABSENT);
        at(30, UNKNOWN);

        assertThat(at(500, ABSENT)).isEqualTo(Transition.NONE);
        assertThat(lifecycle.nextDeadline(state)).contains(time(520));
        assertThat(at(520, ABSENT)).isEqualTo(Transition.RESOLVED);
    }

    @Test
    void blindnessAloneStartsAndEndsNothing() {
        assertThat(at(0, UNKNOWN)).isEqualTo(Transition.NONE);
        assertThat(state).isEqualTo(AlertState.NONE);
        at(1, PRESENT);
        at(11, PRESENT);
        assertThat(at(12, UNKNOWN)).isEqualTo(Transition.NONE);
        assertThat(at(100_000, UNKNOWN)).isEqualTo(Transition.NONE);
        assertThat(state.phase()).isEqualTo(Phase.FIRING);
    }

    @Test
    void aResolvedAlertIsForgottenAlsoWhileNothingIsKnown() {
        lifecycle = lifecycle(0, 0);
        at(0, PRESENT);
        at(5, ABSENT);
        at(6, UNKNOWN);

        assertThat(lifecycle.nextDeadline(state)).contains(time(905));
        assertThat(at(905, UNKNOWN)).isEqualTo(Transition.FORGOTTEN);
    }

    @Test
    void takesBlindnessAsAbsenceWhereTheRuleSaysSo() {
        lifecycle = new Lifecycle(Duration.ZERO, Duration.ZERO, Duration.ZERO, NoData.RESOLVE);
        at(0, PRESENT);

        assertThat(at(1, UNKNOWN)).isEqualTo(Transition.RESOLVED);
    }

    @Test
    void downtimeDoesNotCountTowardsFor() {
        at(0, PRESENT);
        at(4, PRESENT);
        state = lifecycle.resume(state, Duration.ofSeconds(100));

        assertThat(lifecycle.nextDeadline(state)).contains(time(110));
        assertThat(state.activeAt()).isEqualTo(millis(0));
    }

    @Test
    void downtimeDoesNotCountTowardsAnAbsence() {
        at(0, PRESENT);
        at(4, ABSENT);
        state = lifecycle.resume(state, Duration.ofSeconds(100));

        assertThat(at(104.5, ABSENT)).isEqualTo(Transition.NONE);
        assertThat(at(105, ABSENT)).isEqualTo(Transition.DROPPED);
    }

    @Test
    void downtimeDoesNotCountTowardsKeepFiringForAndLeavesTheStart() {
        at(0, PRESENT);
        at(10, PRESENT);
        at(20, ABSENT);
        state = lifecycle.resume(state, Duration.ofSeconds(100));

        assertThat(state.firedAt()).isEqualTo(millis(10));
        assertThat(lifecycle.nextDeadline(state)).contains(time(150));
    }

    @Test
    void downtimeWithinBlindnessCountsOnce() {
        at(0, PRESENT);
        at(4, UNKNOWN);
        state = lifecycle.resume(state, Duration.ofSeconds(100));
        at(110, PRESENT);

        assertThat(lifecycle.nextDeadline(state)).contains(time(116));
    }

    @Test
    void downtimeDoesNotProlongTheMemoryOfAResolvedAlert() {
        lifecycle = lifecycle(0, 0);
        at(0, PRESENT);
        at(5, ABSENT);

        assertThat(lifecycle.resume(state, Duration.ofSeconds(100))).isEqualTo(state);
    }

    @Test
    void aClockThatWentBackMovesNothing() {
        at(0, PRESENT);

        assertThat(lifecycle.resume(state, Duration.ofSeconds(-100))).isEqualTo(state);
        at(4, UNKNOWN);
        at(2, PRESENT);
        assertThat(lifecycle.nextDeadline(state)).contains(time(10));
    }

    @Test
    void anAlertThatFiresGoesOnWhenForIsRaised() {
        at(0, PRESENT);
        at(10, PRESENT);
        lifecycle = lifecycle(1000, 30);

        assertThat(at(11, PRESENT)).isEqualTo(Transition.NONE);
        assertThat(state.phase()).isEqualTo(Phase.FIRING);
    }

    @Test
    void refusesTimesThatLookLikeNever() {
        assertThatThrownBy(() -> lifecycle.step(AlertState.NONE, PRESENT, Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesNegativeSettings() {
        assertThatThrownBy(() -> lifecycle(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
