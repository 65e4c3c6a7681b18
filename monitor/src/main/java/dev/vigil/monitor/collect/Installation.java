package dev.vigil.monitor.collect;

import java.time.Duration;
import java.time.Instant;

/**
 * Decides whether the sampler may be installed: once per process. Where the mailbox stays empty all the same, it is tried
 * again at growing distances, because each try is a Python request and may leave something behind.
 */
final class Installation {

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Backoff backoff = new Backoff(FIRST, LONGEST);
    private long pid = -1;

    /** Whether a process without a mailbox may be given a sampler now. */
    boolean isAllowed(long process, Instant now) {
        return process != pid || backoff.isOver(now);
    }

    /** It was tried, with whatever success. */
    void tried(long process, Instant now) {
        if (process != pid) {
            pid = process;
            backoff.reset();
        }
        backoff.failed(now);
    }

    /** A document was read. If the mailbox is empty later, the process was replaced, even under the same pid. */
    void seen() {
        pid = -1;
    }
}
