package dev.vigil.recording;

import dev.vigil.fleet.Reading;
import java.util.List;

/** Some of a recording, in order. */
public sealed interface Chunk {

    /** A monitor began to write. */
    record Begun(Run run) implements Chunk {}

    /**
     * What the monitor read next.
     *
     * @param times row time of each reading, ms since 1970; within one run never smaller than the one before
     * @param readings the readings
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of numbers; nobody compares chunks
    record Readings(long[] times, List<Reading> readings) implements Chunk {}
}
