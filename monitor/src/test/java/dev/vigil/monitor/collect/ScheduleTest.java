package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Schedule schedule = new Schedule(SECOND, START);

    private static Instant at(double seconds) {
        return START.plusNanos((long) (seconds * 1e9));
    }

    @Test
    void measuresTheNextPollFromTheDueTimeNotFromTheLatePoll() {
        schedule.begin(at(0.3));

        assertThat(schedule.delay(at(0.4))).isEqualTo(Duration.ofMillis(600));
    }

    @Test
    void leavesOutWhatWasMissedAndCountsItAsLateness() {
        assertThat(schedule.begin(at(3.2))).isEqualTo(Duration.ofMillis(3200));

        assertThat(schedule.delay(at(3.2))).isEqualTo(Duration.ofMillis(800));
    }

    @Test
    void isOnTimeWhereOnlyTheTimerWasImprecise() {
        assertThat(schedule.begin(at(0.09))).isZero();
        assertThat(schedule.begin(at(1.1))).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void doesNotCountTheTargetsOwnSlownessAsLateness() {
        schedule.begin(at(0));
        schedule.ended(at(5.5));

        assertThat(schedule.delay(at(5.5))).isEqualTo(Duration.ofMillis(500));
        assertThat(schedule.begin(at(6))).isZero();
    }

    @Test
    void neverWaitsForAPastTime() {
        assertThat(schedule.delay(at(7))).isZero();
    }

    @Test
    void spreadsTargetsOverTheFirstSecondWhateverTheInterval() {
        List<Double> delays = IntStream.range(0, 1000)
                .mapToObj(i -> new TargetKey("job", "10.0.0." + i % 250 + ":" + (9900 + i / 250)))
                .map(key -> Schedule.spread(key, Duration.ofSeconds(30), START)
                                .delay(START)
                                .toNanos()
                        / 1e9)
                .toList();

        assertThat(delays).allMatch(delay -> delay >= 0 && delay < 1);
        for (int tenth = 0; tenth < 10; tenth++) {
            double from = tenth / 10.0;
            assertThat(delays)
                    .filteredOn(delay -> delay >= from && delay < from + 0.1)
                    .hasSizeBetween(50, 150);
        }
    }

    @Test
    void givesATargetTheSamePlaceAtEveryStart() {
        TargetKey key = new TargetKey("job", "10.0.0.4:9900");

        assertThat(Schedule.spread(key, SECOND, START).delay(START))
                .isEqualTo(Schedule.spread(key, SECOND, START).delay(START));
    }
}
