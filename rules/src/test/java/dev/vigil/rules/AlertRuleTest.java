package dev.vigil.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertRuleTest {

    private static AlertRule limited(int limit) {
        Expression expr = new Expression("SELECT job FROM jobs", "f.yml", 1, 1);
        return new AlertRule(
                "g/A",
                "g",
                "A",
                expr,
                Duration.ZERO,
                null,
                limit,
                NoData.KEEP,
                List.of(),
                Map.of(),
                Map.of(),
                List.of());
    }

    @Test
    void admitsAlertsUpToItsLimit() {
        assertThat(limited(2).admits(1)).isTrue();
        assertThat(limited(2).admits(2)).isFalse();
    }

    @Test
    void aLimitOfZeroIsNone() {
        assertThat(limited(0).admits(1_000_000)).isTrue();
    }
}
