package dev.vigil.flink.bounded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void waitsForTheSlowestWayOut() {
        Pace pace = new Pace(Duration.ZERO);
        Pace.Way alerts = pace.way();
        Pace.Way series = pace.way();

        CompletableFuture<Void> reached = pace.reached(100);
        alerts.passed(Instant.ofEpochMilli(200));
        series.passed(Instant.ofEpochMilli(99));
        assertThat(reached).isNotDone();
        series.passed(Instant.ofEpochMilli(100));
        assertThat(reached).isDone();
    }

    @Test
    void letsTheInputBeAheadByTheLead() {
        Pace pace = new Pace(Duration.ofMillis(50));
        Pace.Way way = pace.way();
        way.passed(Instant.ofEpochMilli(100));

        assertThat(pace.reached(150)).isDone();
        assertThat(pace.reached(151)).isNotDone();
    }

    @Test
    void holdsNobodyUpWhereNothingComesOut() {
        assertThat(new Pace(Duration.ZERO).reached(1)).isDone();
    }
}
