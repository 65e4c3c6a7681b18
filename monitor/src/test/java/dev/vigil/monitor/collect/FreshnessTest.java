package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Beat;
import dev.vigil.monitor.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FreshnessTest {

    private final ManualClock clock = new ManualClock();
    private final Freshness freshness = new Freshness(Duration.ofSeconds(10), Duration.ofSeconds(30));
    private final Beat beat = Samples.beat("t", 1, 100);

    private boolean lookAfter(double seconds, Beat seen) {
        return freshness.isOverdue(seen, clock.advance(seconds));
    }

    @Test
    void aDocumentIsOverdueWhenWeHaveSeenItUnchangedForLong() {
        assertThat(lookAfter(0, beat)).isFalse();
        assertThat(lookAfter(10, beat)).isFalse();
        assertThat(lookAfter(0.1, beat)).isTrue();
        assertThat(freshness.isOverdue()).isTrue();
    }

    @Test
    void theTargetsClockDoesNotMatter() {
        assertThat(lookAfter(0, Samples.beat("t", 1, -1e6))).isFalse();
        assertThat(lookAfter(9, Samples.beat("t", 1, -1e6))).isFalse();
    }

    @Test
    void aNewDocumentIsFresh() {
        lookAfter(0, beat);
        assertThat(lookAfter(20, Samples.beat("t", 1, 100.5))).isFalse();
        assertThat(lookAfter(9, Samples.beat("t", 1, 100.5))).isFalse();
    }

    @Test
    void theSameTimeOfAnotherInstallationIsAnotherDocument() {
        lookAfter(0, beat);

        assertThat(lookAfter(11, Samples.beat("other", 1, 100))).isFalse();
    }

    @Test
    void aLongPromiseIsWaitedForSeveralTimes() {
        Beat slow = new Beat(
                "t",
                1,
                "running",
                null,
                "",
                0,
                100,
                110,
                0,
                0,
                beat.stepSeconds(),
                "",
                beat.frames(),
                0,
                beat.samples(),
                0,
                null,
                null,
                null,
                null);
        lookAfter(0, slow);
        assertThat(lookAfter(25, slow)).isFalse();
        assertThat(lookAfter(25, slow)).isFalse();
        assertThat(lookAfter(1, slow)).isTrue();
    }

    @Test
    void timeInWhichTheServerDidNotAnswerDoesNotCount() {
        lookAfter(0, beat);
        freshness.interrupted();
        assertThat(lookAfter(60, beat)).isFalse();
        assertThat(lookAfter(11, beat)).isTrue();

        freshness.interrupted();
        assertThat(freshness.isOverdue()).isFalse();
    }

    @Test
    void timeInWhichNobodyLookedDoesNotCount() {
        lookAfter(0, beat);

        assertThat(lookAfter(31, beat)).isFalse();
    }

    @Test
    void aLastWordIsNeverOverdue() {
        Beat last = Samples.beat("t", 1, 100, "finished", 0);
        lookAfter(0, last);

        assertThat(lookAfter(25, last)).isFalse();
    }
}
