package dev.vigil.flink.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TickTimeTest {

    @Test
    void aTickIsAtItsOwnTimeWhereverTheWatermarkIs() {
        TickTime ticks = new TickTime(false);

        assertThat(ticks.time(1_000, 30_000)).isEqualTo(1_000);
        assertThat(ticks.time(2_000, 30_000)).isEqualTo(2_000);
    }

    @Test
    void ticksFromBeforeARestartAreAfterIt() {
        TickTime ticks = new TickTime(true);

        assertThat(ticks.time(1_000, 30_000)).isEqualTo(30_000);
        assertThat(ticks.time(2_000, 31_000)).isEqualTo(30_000);
        assertThat(ticks.time(30_050, 31_000)).isEqualTo(30_050);
    }

    @Test
    void rowsThatCameBeforeAnyTimeAreAtTheFirst() {
        TickTime ticks = new TickTime(false);

        assertThat(ticks.time(Ticks.after(Long.MIN_VALUE), 30_000)).isEqualTo(30_000);
    }
}
