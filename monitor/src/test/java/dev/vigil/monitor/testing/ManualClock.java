package dev.vigil.monitor.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test moves. */
public final class ManualClock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    /** Moves it; returns the new time. */
    public Instant advance(Duration by) {
        now = now.plus(by);
        return now;
    }

    /** Moves it; returns the new time. */
    public Instant advance(double seconds) {
        return advance(Duration.ofNanos((long) (seconds * 1e9)));
    }
}
