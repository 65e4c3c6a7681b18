package dev.vigil.monitor.collect;

import dev.vigil.fleet.TargetKey;
import java.time.Duration;
import java.time.Instant;

/**
 * When a target is due. Times are a fixed grid: a late poll moves none of the later ones, and those that have passed
 * meanwhile are left out.
 */
final class Schedule {

    private static final Duration WIDEST_START = Duration.ofSeconds(1);

    private final Duration interval;
    private Instant due;

    /**
     * @param interval distance of the grid
     * @param first its first point
     */
    Schedule(Duration interval, Instant first) {
        this.interval = interval;
        this.due = first;
    }

    /** A grid whose first point is within a second from now, each target at its own place in it, the same at every start. */
    static Schedule spread(TargetKey key, Duration interval, Instant now) {
        Duration window = interval.compareTo(WIDEST_START) < 0 ? interval : WIDEST_START;
        long place = Integer.toUnsignedLong(key.hashCode() * 0x9E3779B9);
        return new Schedule(interval, now.plusNanos((window.toNanos() * (place >>> 16)) >>> 16));
    }

    Duration interval() {
        return interval;
    }

    /** How long to wait from now; never negative. */
    Duration delay(Instant now) {
        Duration left = Duration.between(now, due);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * A poll begins.
     *
     * @return how late, zero where it is less than a tenth of the interval: a timer's own imprecision
     */
    Duration begin(Instant now) {
        Duration late = Duration.between(due, now);
        skipTo(now);
        return late.compareTo(interval.dividedBy(10)) < 0 ? Duration.ZERO : late;
    }

    /** A poll ended. What fell due while the target took its time is left out, and late by nobody's fault but its own. */
    void ended(Instant now) {
        if (due.isBefore(now)) {
            skipTo(now);
        }
    }

    private void skipTo(Instant now) {
        Duration late = Duration.between(due, now);
        long passed = late.isNegative() ? 0 : late.dividedBy(interval);
        due = due.plus(interval.multipliedBy(passed + 1));
    }
}
