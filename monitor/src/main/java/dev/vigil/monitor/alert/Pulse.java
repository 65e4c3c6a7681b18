package dev.vigil.monitor.alert;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the pipeline is alive: it is while its once-a-second row keeps coming through. What is shown must not outlive
 * the pipeline that made it.
 */
public final class Pulse {

    /** After so long without a row nobody watches. */
    public static final Duration TOLERANCE = Duration.ofSeconds(10);

    private final Clock clock;
    private volatile @Nullable Instant last;

    /** No row has come yet. */
    public Pulse(Clock clock) {
        this.clock = clock;
    }

    /** A row came through. */
    public void beat() {
        last = clock.instant();
    }

    /** Whether a row came through within the last ten seconds. */
    public boolean isAlive() {
        return age().filter(age -> age.compareTo(TOLERANCE) < 0).isPresent();
    }

    /** How long ago the last row came through; empty before the first. */
    public Optional<Duration> age() {
        return Optional.ofNullable(last).map(then -> Duration.between(then, clock.instant()));
    }
}
