package dev.vigil.monitor.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LingerTest {

    private final ManualClock clock = new ManualClock();
    private final Linger<String> linger = new Linger<>(Duration.ofSeconds(60));

    @Test
    void keepsWhatVanishedForAWhile() {
        linger.with(List.of("a", "b"), clock.instant());

        assertThat(linger.with(List.of("b"), clock.advance(60))).containsExactly("a", "b");
        assertThat(linger.with(List.of("b"), clock.advance(0.1))).containsExactly("b");
    }

    @Test
    void startsAnewForWhatComesBack() {
        linger.with(List.of("a"), clock.instant());
        linger.with(List.of("a"), clock.advance(59));

        assertThat(linger.with(List.of(), clock.advance(59))).containsExactly("a");
    }
}
