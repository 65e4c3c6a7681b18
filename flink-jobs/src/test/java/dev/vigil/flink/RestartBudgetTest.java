package dev.vigil.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.flink.source.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartBudgetTest {

    private final ManualClock clock = new ManualClock();
    private final RestartBudget budget = new RestartBudget(clock, 2, Duration.ofMinutes(10));

    @Test
    void isSpentAfterSoManyRestarts() {
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
    }

    @Test
    void fillsAgainWithTime() {
        budget.take();
        clock.pass(Duration.ofMinutes(6));
        budget.take();
        clock.pass(Duration.ofMinutes(5));

        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
    }
}
