package dev.vigil.monitor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReloadMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ManualClock clock = new ManualClock();

    @Test
    void theTimeIsThatOfTheLastSuccess() {
        ReloadMeters meters = new ReloadMeters(registry, clock);
        double started = seconds();
        clock.advance(Duration.ofSeconds(7));

        meters.note(false);
        assertThat(successful()).isZero();
        assertThat(seconds()).isEqualTo(started);

        meters.note(true);
        assertThat(successful()).isOne();
        assertThat(seconds()).isEqualTo(started + 7);
    }

    private double successful() {
        return registry.get("vigil.config.last.reload.successful").gauge().value();
    }

    private double seconds() {
        return registry.get("vigil.config.last.reload.success.timestamp.seconds")
                .gauge()
                .value();
    }
}
