package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.ManualClock;
import org.junit.jupiter.api.Test;

class InstallationTest {

    private final ManualClock clock = new ManualClock();
    private final Installation installation = new Installation();

    @Test
    void isAllowedOncePerProcess() {
        assertThat(installation.isAllowed(1, clock.instant())).isTrue();
        installation.tried(1, clock.instant());

        assertThat(installation.isAllowed(1, clock.advance(4.9))).isFalse();
        assertThat(installation.isAllowed(2, clock.instant())).isTrue();
    }

    @Test
    void isTriedMoreRarelyEachTimeTheMailboxStaysEmpty() {
        installation.tried(1, clock.instant());
        assertThat(installation.isAllowed(1, clock.advance(5))).isTrue();

        installation.tried(1, clock.instant());
        assertThat(installation.isAllowed(1, clock.advance(9.9))).isFalse();
        assertThat(installation.isAllowed(1, clock.advance(0.1))).isTrue();
    }

    @Test
    void isAllowedAgainAtOnceWhereAMailboxWasThereAndIsGone() {
        installation.tried(1, clock.instant());
        installation.seen();

        assertThat(installation.isAllowed(1, clock.instant())).isTrue();
    }
}
