package dev.vigil.flink.source;

import dev.vigil.fleet.Reading;
import java.time.Instant;

/**
 * Hears each reading that the source emits, in order and with its row time: all that the tables are made of. Called on the
 * source's thread; must return at once.
 */
@FunctionalInterface
public interface ReadingTap {

    /** Nobody listens. */
    ReadingTap NONE = (reading, time) -> {};

    /** A reading was emitted. */
    void reading(Reading reading, Instant time);
}
