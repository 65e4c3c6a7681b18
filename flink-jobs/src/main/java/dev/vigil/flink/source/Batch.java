package dev.vigil.flink.source;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import java.time.Duration;
import java.util.List;

/**
 * What one poll of one target gave; emitted as a whole together with its cursors.
 *
 * @param target the target
 * @param readings in order; at least the attempt itself
 * @param cursors how far it has been read once these readings are emitted
 * @param reachable whether the target answered
 * @param lateness how long after its due time the poll began; zero when on time
 */
public record Batch(TargetKey target, List<Reading> readings, Cursors cursors, boolean reachable, Duration lateness) {

    /** Copies. */
    public Batch {
        readings = List.copyOf(readings);
    }
}
