package dev.vigil.monitor.collect;

import java.time.Duration;
import java.time.Instant;

/** Waiting times that double with each failure. */
final class Backoff {

    private final Duration first;
    private final Duration longest;
    private Duration next;
    private Instant until = Instant.MIN;

    Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** Whether it may be tried. */
    boolean isOver(Instant now) {
        return !now.isBefore(until);
    }

    /** It failed (again). */
    void failed(Instant now) {
        until = now.plus(next);
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
    }

    /** It succeeded: the next failure counts as the first. */
    void reset() {
        next = first;
        until = Instant.MIN;
    }
}
