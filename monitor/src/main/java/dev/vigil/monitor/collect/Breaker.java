package dev.vigil.monitor.collect;

import dev.vigil.fleet.Reading.Outcome;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps away from a target that connects and stays silent: it is frozen, not dead, and each further question waits in its
 * queue (PROTOCOL section 1, rule 5). A refused target is asked on: nobody is there to be hurt, and a new process may
 * come at any time.
 *
 * <p>The first test comes after 2 s and the rarest every 30 s, not after 30 s to 5 min as the protocol page has it for
 * Python requests: the test is one GET that needs no GIL, and a process that goes on must be noticed while it matters.
 */
final class Breaker {

    static final Duration FIRST = Duration.ofSeconds(2);
    static final Duration LONGEST = Duration.ofSeconds(30);

    /** So many unusable answers in a row count as silence: reading them costs us, and them, for nothing. */
    static final int UNUSABLE = 3;

    private final Backoff backoff = new Backoff(FIRST, LONGEST);
    private boolean open;
    private int unusable;

    /** What may be sent. */
    enum Verdict {
        /** Anything. */
        ASK,
        /** Only the test of life. */
        TEST,
        /** Nothing. */
        SKIP
    }

    /** What may be sent now. */
    Verdict at(Instant now) {
        if (!open) {
            return Verdict.ASK;
        }
        return backoff.isOver(now) ? Verdict.TEST : Verdict.SKIP;
    }

    /** The test of life was answered: it may be asked, but only the answer to a real question ends the back-off. */
    void tested() {
        open = false;
    }

    /** A question ended so. */
    void record(Outcome outcome, Instant now) {
        if (outcome == Outcome.SKIPPED) {
            return;
        }
        unusable = outcome == Outcome.ERROR ? unusable + 1 : 0;
        if (outcome == Outcome.TIMEOUT || unusable >= UNUSABLE) {
            open = true;
            backoff.failed(now);
        } else if (outcome != Outcome.ERROR) {
            open = false;
            backoff.reset();
        }
    }
}
