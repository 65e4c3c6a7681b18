package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading.Outcome;
import dev.vigil.monitor.collect.Breaker.Verdict;
import dev.vigil.monitor.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakerTest {

    private final ManualClock clock = new ManualClock();
    private final Breaker breaker = new Breaker();

    private Verdict verdict() {
        return breaker.at(clock.instant());
    }

    private void record(Outcome outcome) {
        breaker.record(outcome, clock.instant());
    }

    @Test
    void asksAtFirst() {
        assertThat(verdict()).isEqualTo(Verdict.ASK);
    }

    @Test
    void leavesASilentTargetAloneThenTestsItThenAsksAgain() {
        record(Outcome.TIMEOUT);
        assertThat(verdict()).isEqualTo(Verdict.SKIP);

        clock.advance(Breaker.FIRST);
        assertThat(verdict()).isEqualTo(Verdict.TEST);

        breaker.tested();
        assertThat(verdict()).isEqualTo(Verdict.ASK);
    }

    @Test
    void doublesThePauseUpToTheLongest() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            record(Outcome.TIMEOUT);
            long seconds = 0;
            while (verdict() == Verdict.SKIP) {
                clock.advance(Duration.ofSeconds(1));
                seconds++;
            }
            pauses.add(seconds);
        }

        assertThat(pauses).containsExactly(2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void goesOnDoublingWhereOnlyTheTestIsAnswered() {
        record(Outcome.TIMEOUT);
        clock.advance(Breaker.FIRST);
        breaker.tested();
        record(Outcome.TIMEOUT);

        clock.advance(Breaker.FIRST);
        assertThat(verdict()).isEqualTo(Verdict.SKIP);
    }

    @Test
    void startsAnewAfterAnAnswer() {
        record(Outcome.TIMEOUT);
        record(Outcome.TIMEOUT);
        record(Outcome.OK);
        assertThat(verdict()).isEqualTo(Verdict.ASK);

        record(Outcome.TIMEOUT);
        clock.advance(Breaker.FIRST);
        assertThat(verdict()).isEqualTo(Verdict.TEST);
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"OK", "REFUSED", "PYTHON_STUCK"})
    void asksOnAfter(Outcome outcome) {
        record(Outcome.TIMEOUT);
        record(outcome);

        assertThat(verdict()).isEqualTo(Verdict.ASK);
    }

    @Test
    void aThirdUnusableAnswerInARowCountsAsSilence() {
        record(Outcome.ERROR);
        record(Outcome.ERROR);
        assertThat(verdict()).isEqualTo(Verdict.ASK);

        record(Outcome.ERROR);
        assertThat(verdict()).isEqualTo(Verdict.SKIP);
    }

    @Test
    void anAnswerBetweenUnusableOnesBreaksTheRow() {
        record(Outcome.ERROR);
        record(Outcome.ERROR);
        record(Outcome.OK);
        record(Outcome.ERROR);

        assertThat(verdict()).isEqualTo(Verdict.ASK);
    }

    @Test
    void whatWasNotSentProvesNothing() {
        record(Outcome.TIMEOUT);
        record(Outcome.SKIPPED);

        assertThat(verdict()).isEqualTo(Verdict.SKIP);
    }
}
