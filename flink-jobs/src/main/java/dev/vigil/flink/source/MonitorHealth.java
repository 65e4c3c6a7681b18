package dev.vigil.flink.source;

import java.time.Instant;

/** What the source cannot know of the monitor it is part of, for table {@code monitor}; any thread. */
public interface MonitorHealth {

    /** Rules that fail now: switched off, or dropping rows. */
    int failedRules();

    /** When this monitor started. */
    Instant startedAt();
}
