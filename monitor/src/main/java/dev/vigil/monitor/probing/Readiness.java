package dev.vigil.monitor.probing;

import dev.vigil.fleet.Beat;
import dev.vigil.monitor.probing.ProbingClient.Mailbox;
import java.time.Duration;
import java.time.Instant;

/** Whether Python in a target may be asked something, as far as its mailbox tells. */
public sealed interface Readiness {

    /** For people: why it may not be asked, or that it may. */
    String explanation();

    /** The sampler beats: ask. */
    record Ready(Beat beat) implements Readiness {
        @Override
        public String explanation() {
            return "the process answers";
        }
    }

    /** No sampler lives there; whether Python runs is not known. */
    record NotInstalled() implements Readiness {
        @Override
        public String explanation() {
            return "no sampler is installed in the process";
        }
    }

    /** The program is ending: a Python request now could kill it (PROTOCOL rule 2). */
    record Ended(Beat beat) implements Readiness {
        @Override
        public String explanation() {
            return "the program has " + beat.state() + (beat.error() == null ? "" : ": " + beat.error());
        }
    }

    /** The sampler broke several promises: Python does not get to run, and a request would freeze the server. */
    record Stuck(Beat beat, Duration overdue) implements Readiness {
        @Override
        public String explanation() {
            return "Python is stuck: its sampler is overdue by " + overdue.toSeconds()
                    + " s (code that holds the GIL?); take a backtrace";
        }
    }

    /**
     * Decides. A busy machine delays beats, so a promise counts as broken only when four times as much time as was promised
     * has passed since, and at least 3 s.
     *
     * @param now by this machine's clock; a target's clock that differs is the caller's to find out by a second look
     */
    static Readiness of(Mailbox mailbox, Instant now) {
        if (!(mailbox instanceof Mailbox.Present present)) {
            return new NotInstalled();
        }
        Beat beat = present.beat();
        if (!beat.state().equals("running")) {
            return new Ended(beat);
        }
        double late = now.toEpochMilli() / 1000.0 - beat.due();
        return late > patience(beat) ? new Stuck(beat, Duration.ofMillis((long) (late * 1000))) : new Ready(beat);
    }

    /** Seconds after which a document's promise counts as broken. */
    static double patience(Beat beat) {
        return Math.max(3, 4 * (beat.due() - beat.time()));
    }
}
