package dev.vigil.monitor.collect;

import dev.vigil.fleet.Beat;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a document is so old that Python itself does not get to run. The target's clock may differ from ours, so the
 * time it promised is compared with how long <em>we</em> have seen the same document; only time in which the server
 * answered counts, or a process that was stopped and goes on would look stuck.
 */
final class Freshness {

    /** So many broken promises; a busy machine breaks some (MAILBOX section 2). */
    private static final int PROMISES = 5;

    private final Duration patience;
    private final Duration longestGap;
    private @Nullable Beat seen;
    private Instant since = Instant.MIN;
    private Instant last = Instant.MIN;
    private boolean overdue;

    /**
     * @param patience never overdue before; covers what healthy programs do while they hold the GIL: imports, first
     *     kernels
     * @param longestGap between two looks; after a longer one nothing is known of the time between
     */
    Freshness(Duration patience, Duration longestGap) {
        this.patience = patience;
        this.longestGap = longestGap;
    }

    /** Whether this document, read now, is overdue. */
    boolean isOverdue(Beat beat, Instant now) {
        boolean same =
                seen != null && seen.time() == beat.time() && seen.token().equals(beat.token());
        if (!same || Duration.between(last, now).compareTo(longestGap) > 0) {
            since = now;
        }
        seen = beat;
        last = now;
        overdue = beat.state().equals("running") && Duration.between(since, now).compareTo(limit(beat)) > 0;
        return overdue;
    }

    /** Whether the last document was. */
    boolean isOverdue() {
        return overdue;
    }

    /** A look failed or was left out: what was seen before proves nothing any more. */
    void interrupted() {
        seen = null;
        overdue = false;
    }

    private Duration limit(Beat beat) {
        double promised = Math.min(Math.max(beat.due() - beat.time(), 0), 60);
        Duration several = Duration.ofNanos((long) (promised * PROMISES * 1e9));
        return several.compareTo(patience) > 0 ? several : patience;
    }
}
