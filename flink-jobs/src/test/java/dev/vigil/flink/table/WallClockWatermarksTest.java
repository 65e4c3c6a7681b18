package dev.vigil.flink.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

class WallClockWatermarksTest {

    private static final TargetKey A = new TargetKey("job", "a:1");
    private static final TargetKey B = new TargetKey("job", "b:1");
    private static final Duration HOLD = Duration.ofSeconds(6);
    private static final Duration TICK = Duration.ofMillis(20);

    private final ManualClock clock = new ManualClock();
    private final Emitted emitted = new Emitted();
    private final WallClockWatermarks watermarks = new WallClockWatermarks(clock, HOLD);

    @Test
    void standsUntilTheSourceHasSpoken() {
        passes(Duration.ofSeconds(60));

        assertThat(emitted.times).isEmpty();
    }

    @Test
    void followsTheClockWhenNothingIsResumed() {
        hears(new Reading.Resumed(Set.of()));
        passes(Duration.ofSeconds(1));

        assertThat(emitted.last()).isEqualTo(clock.instant().minusMillis(1));
    }

    @Test
    void passesThoughNoRowComes() {
        hears(new Reading.Resumed(Set.of()));
        passes(Duration.ofMinutes(2));

        assertThat(emitted.last()).isEqualTo(clock.instant().minusMillis(1));
    }

    @Test
    void standsUntilEachResumedTargetHasGivenAReading() {
        hears(new Reading.Resumed(Set.of(A, B)));
        hears(attempt(A, Reading.Outcome.OK));
        passes(Duration.ofSeconds(2));
        assertThat(emitted.times).isEmpty();

        hears(attempt(B, Reading.Outcome.REFUSED));
        passes(TICK);

        assertThat(emitted.last()).isEqualTo(clock.instant().minusMillis(1));
    }

    @Test
    void doesNotWaitForATargetThatLeft() {
        hears(new Reading.Resumed(Set.of(A)));
        hears(new Reading.Removed(A));
        passes(TICK);

        assertThat(emitted.times).hasSize(1);
    }

    @Test
    void waitsForASilentTargetOnlySoLong() {
        hears(new Reading.Resumed(Set.of(A)));
        passes(HOLD.minus(TICK));
        assertThat(emitted.times).isEmpty();

        passes(TICK);

        assertThat(emitted.last()).isEqualTo(clock.instant().minusMillis(1));
    }

    @Test
    void neverGoesFarAtOnce() {
        hears(new Reading.Resumed(Set.of()));
        passes(TICK);
        Instant before = emitted.last();
        clock.pass(Duration.ofSeconds(12));

        watermarks.onPeriodicEmit(emitted);
        assertThat(emitted.last()).isEqualTo(before.plusSeconds(5));
        watermarks.onPeriodicEmit(emitted);
        watermarks.onPeriodicEmit(emitted);

        assertThat(emitted.last()).isEqualTo(clock.instant().minusMillis(1));
    }

    @Test
    void waitsForFreshReadingsAfterAPauseOfTheWholeProcess() {
        hears(new Reading.Resumed(Set.of()));
        hears(attempt(A, Reading.Outcome.OK));
        passes(TICK);
        Instant before = emitted.last();
        clock.pass(Duration.ofMinutes(10));
        watermarks.onPeriodicEmit(emitted);
        assertThat(emitted.last()).isEqualTo(before);

        hears(attempt(A, Reading.Outcome.OK));
        watermarks.onPeriodicEmit(emitted);

        assertThat(emitted.last()).isAfter(before);
    }

    @Test
    void doesNotWaitAfterAPauseForATargetThatLeftBefore() {
        hears(new Reading.Resumed(Set.of()));
        hears(attempt(A, Reading.Outcome.OK));
        hears(new Reading.Removed(A));
        passes(TICK);
        Instant before = emitted.last();
        clock.pass(Duration.ofMinutes(10));

        watermarks.onPeriodicEmit(emitted);

        assertThat(emitted.last()).isAfter(before);
    }

    @Test
    void emitsNothingWhileTheClockStands() {
        hears(new Reading.Resumed(Set.of()));
        passes(TICK);

        watermarks.onPeriodicEmit(emitted);

        assertThat(emitted.times).hasSize(1);
    }

    private void hears(Reading reading) {
        watermarks.onEvent(reading, clock.millis(), emitted);
    }

    /** In steps of the watermark interval, as the running source does. */
    private void passes(Duration duration) {
        for (Duration rest = duration; rest.compareTo(Duration.ZERO) > 0; rest = rest.minus(TICK)) {
            clock.pass(TICK);
            watermarks.onPeriodicEmit(emitted);
        }
    }

    private static Reading attempt(TargetKey target, Reading.Outcome outcome) {
        return new Reading.Attempt(target, "mailbox", outcome, 0.01, null, Reading.Process.UNKNOWN);
    }

    private static final class Emitted implements WatermarkOutput {

        private final List<Instant> times = new ArrayList<>();

        Instant last() {
            return times.get(times.size() - 1);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            times.add(Instant.ofEpochMilli(watermark.getTimestamp()));
        }

        @Override
        public void markIdle() {
            throw new IllegalStateException("time passes always");
        }

        @Override
        public void markActive() {
            throw new IllegalStateException("time passes always");
        }
    }
}
