package dev.vigil.flink;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still where the machine's was set back, until it is reached again: row time must not go back, or
 * rows would be stamped below the watermark and silently dropped. Resolution 1 ms; any thread.
 */
final class MonotoneClock extends Clock {

    private final Clock clock;
    private final AtomicLong latest = new AtomicLong(Long.MIN_VALUE);

    MonotoneClock(Clock clock) {
        this.clock = clock;
    }

    @Override
    public long millis() {
        return latest.accumulateAndGet(clock.millis(), Math::max);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new MonotoneClock(clock.withZone(zone));
    }
}
