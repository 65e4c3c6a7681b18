package dev.vigil.monitor.probing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Beat;
import dev.vigil.monitor.probing.ProbingClient.Mailbox;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessTest {

    private static final Instant NOW = Instant.ofEpochSecond(1000);

    @Test
    void asksOnlyWhereASamplerLives() {
        assertThat(Readiness.of(new Mailbox.Absent(), NOW)).isEqualTo(new Readiness.NotInstalled());
    }

    @ParameterizedTest
    @CsvSource({"finished, , the program has finished", "crashed, E: x, the program has crashed: E: x"})
    void asksNobodyWhoHasEnded(String state, @Nullable String error, String explanation) {
        Beat beat = Beats.of(state, error, 999, 1000, List.of());
        assertThat(Readiness.of(new Mailbox.Present(beat), NOW)).isEqualTo(new Readiness.Ended(beat));
        assertThat(Readiness.of(new Mailbox.Present(beat), NOW).explanation()).isEqualTo(explanation);
    }

    @ParameterizedTest
    @CsvSource({"999, 1000, true", "996, 997, true", "996.4, 996.9, false", "980, 984.1, true", "980, 983.9, false"})
    void callsPythonStuckWhenSeveralPromisesAreBroken(double time, double due, boolean ready) {
        Beat beat = Beats.of("running", null, time, due, List.of());
        assertThat(Readiness.of(new Mailbox.Present(beat), NOW))
                .isEqualTo(
                        ready
                                ? new Readiness.Ready(beat)
                                : new Readiness.Stuck(beat, Duration.ofMillis((long) ((1000 - due) * 1000))));
    }
}
