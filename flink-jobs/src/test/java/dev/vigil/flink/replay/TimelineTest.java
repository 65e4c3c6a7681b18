package dev.vigil.flink.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final long T0 = Instant.parse("2026-11-24T12:00:00Z").toEpochMilli();
    private static final Reading BEAT = new Reading.MonitorBeat(1, 1, 0, 0, 1);
    private static final Reading RESUMED = new Reading.Resumed(Set.of());

    private final Timeline timeline = new Timeline();

    @Test
    void isTheRecordingsOwnTimeWhileTheMonitorRuns() {
        for (long time = T0; time < T0 + 60_000; time += 10_000) {
            assertThat(timeline.place(BEAT, time)).isEqualTo(time);
        }
        assertThat(timeline.recorded(T0 + 7)).isEqualTo(Instant.ofEpochMilli(T0 + 7));
    }

    @Test
    void leavesOutTheTimeInWhichTheMonitorWasDownHoweverShort() {
        timeline.place(BEAT, T0);

        assertThat(timeline.place(RESUMED, T0 + 4_000)).isEqualTo(T0);
        assertThat(timeline.place(BEAT, T0 + 5_000)).isEqualTo(T0 + 1_000);
        assertThat(timeline.place(RESUMED, T0 + 3_600_000)).isEqualTo(T0 + 1_000);
        assertThat(timeline.place(BEAT, T0 + 3_600_500)).isEqualTo(T0 + 1_500);
    }

    @Test
    void leavesOutTheTimeInWhichTheMachineSlept() {
        timeline.place(BEAT, T0);

        assertThat(timeline.place(BEAT, T0 + 10_001)).isEqualTo(T0);
    }

    @Test
    void goesOnWhereTheClockWasSetBack() {
        timeline.place(BEAT, T0);

        assertThat(timeline.place(RESUMED, T0 - 3_600_000)).isEqualTo(T0);
        assertThat(timeline.place(BEAT, T0 - 3_599_000)).isEqualTo(T0 + 1_000);
        assertThat(timeline.recorded(T0 + 1_000)).isEqualTo(Instant.ofEpochMilli(T0 - 3_599_000));
    }

    @Test
    void tellsWhatTheMonitorsClockSaid() {
        timeline.place(BEAT, T0);
        timeline.place(BEAT, T0 + 1_000);
        timeline.place(RESUMED, T0 + 60_000);
        timeline.place(BEAT, T0 + 61_000);

        assertThat(timeline.recorded(T0 + 999)).isEqualTo(Instant.ofEpochMilli(T0 + 999));
        assertThat(timeline.recorded(T0 + 1_000)).isEqualTo(Instant.ofEpochMilli(T0 + 60_000));
        assertThat(timeline.recorded(T0 + 2_000)).isEqualTo(Instant.ofEpochMilli(T0 + 61_000));
    }
}
