package dev.vigil.monitor.discover;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps what has just vanished: a process that died must still be a target when its endpoint refuses, or nobody would ever
 * learn that it was killed.
 */
final class Linger<T> {

    private final Duration time;
    private final Map<T, Instant> seen = new LinkedHashMap<>();

    /** @param time how long it stays after it was last there */
    Linger(Duration time) {
        this.time = time;
    }

    /** What is there, and what was there not long ago. */
    List<T> with(Collection<T> present, Instant now) {
        present.forEach(thing -> seen.put(thing, now));
        seen.values().removeIf(last -> last.plus(time).isBefore(now));
        return new ArrayList<>(seen.keySet());
    }
}
