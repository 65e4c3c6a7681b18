package dev.vigil.monitor.collect;

import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that never jumps: begins at the wall clock's time and goes on by the machine's steady counter, so that setting
 * the time makes no poll late. For intervals; not for times that people see.
 */
public final class MonotonicClock implements InstantSource {

    private final Instant origin = Instant.now();
    private final long counter = System.nanoTime();

    @Override
    public Instant instant() {
        return origin.plusNanos(System.nanoTime() - counter);
    }
}
