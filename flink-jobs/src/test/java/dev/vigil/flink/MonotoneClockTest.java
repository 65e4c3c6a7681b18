package dev.vigil.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.flink.source.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MonotoneClockTest {

    private final ManualClock machine = new ManualClock();
    private final MonotoneClock clock = new MonotoneClock(machine);

    @Test
    void followsTheMachine() {
        clock.instant();
        machine.pass(Duration.ofMillis(1));

        assertThat(clock.instant()).isEqualTo(machine.instant());
    }

    @Test
    void standsStillWhenTheMachineGoesBack() {
        machine.pass(Duration.ofSeconds(10));
        clock.instant();
        machine.pass(Duration.ofSeconds(-7));

        assertThat(clock.instant()).isEqualTo(ManualClock.START.plusSeconds(10));
    }
}
