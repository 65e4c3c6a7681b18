package dev.vigil.monitor.alert;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether the pipeline is alive: it is while its once-a-second row keeps coming out at the far end. What is shown must not
 * outlive the pipeline that made it.
 */
public final class Pulse {

    /** After so long without a row nobody watches. */
    public static final Duration TOLERANCE = Duration.ofSeconds(10);

    private final Clock clock;
    private final Supplier<Optional<Instant>> last;

    /**
     * Judges by the last row.
     *
     * @param clock the one by which the rows are noted
     * @param last when a row last came out; empty before the first
     */
    public Pulse(Clock clock, Supplier<Optional<Instant>> last) {
        this.clock = clock;
        this.last = last;
    }

    /** Whether a row came out within the last ten seconds. */
    public boolean isAlive() {
        return age().filter(age -> age.compareTo(TOLERANCE) < 0).isPresent();
    }

    /** How long ago the last row came out; empty before the first. */
    public Optional<Duration> age() {
        return last.get().map(then -> Duration.between(then, clock.instant()));
    }
}
