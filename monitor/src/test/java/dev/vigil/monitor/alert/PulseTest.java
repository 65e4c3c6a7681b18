package dev.vigil.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PulseTest {

    private static final Instant NOW = Instant.parse("2026-11-24T03:00:00Z");

    @Test
    void isNotAliveBeforeTheFirstRow() {
        assertThat(pulse(Optional.empty()).isAlive()).isFalse();
        assertThat(pulse(Optional.empty()).age()).isEmpty();
    }

    @Test
    void isAliveForLessThanTenSecondsAfterARow() {
        assertThat(pulse(Optional.of(NOW.minusMillis(9_999))).isAlive()).isTrue();
        assertThat(pulse(Optional.of(NOW.minusMillis(10_000))).isAlive()).isFalse();
    }

    @Test
    void tellsHowLongAgoTheLastRowCame() {
        assertThat(pulse(Optional.of(NOW.minusSeconds(75))).age()).contains(Duration.ofSeconds(75));
    }

    private static Pulse pulse(Optional<Instant> last) {
        return new Pulse(Clock.fixed(NOW, ZoneOffset.UTC), () -> last);
    }
}
