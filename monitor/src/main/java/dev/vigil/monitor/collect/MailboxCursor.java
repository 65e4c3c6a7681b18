package dev.vigil.monitor.collect;

import dev.vigil.fleet.Beat;
import dev.vigil.monitor.probing.SamplesRead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the samples of a mailbox have been read. Documents overlap on purpose, so that a slow poller misses none.
 *
 * @param token of the installation; another one counts from the beginning
 * @param sequence number of the last sample read
 */
record MailboxCursor(String token, long sequence) {

    /** Its name among the cursors. */
    static final String NAME = "mailbox";

    static final MailboxCursor START = new MailboxCursor("", 0);

    /** From its text in a checkpoint; anything else is the start. */
    static MailboxCursor parse(@Nullable String text) {
        int colon = text == null ? -1 : text.indexOf(':');
        if (text == null || colon < 0) {
            return START;
        }
        try {
            return new MailboxCursor(text.substring(colon + 1), Long.parseLong(text.substring(0, colon)));
        } catch (NumberFormatException broken) {
            return START;
        }
    }

    String text() {
        return sequence + ":" + token;
    }

    /** What need not be told again. */
    SamplesRead read() {
        return new SamplesRead(token, sequence);
    }

    /** The same document without the samples that were read before. */
    Beat unread(Beat beat) {
        long fresh = beat.token().equals(token) ? Math.max(0, beat.sequence() - sequence) : Long.MAX_VALUE;
        List<Beat.Sample> samples = beat.samples();
        if (fresh >= samples.size()) {
            return beat;
        }
        return beat.withSamples(samples.subList(samples.size() - (int) fresh, samples.size()));
    }

    /** After this document. */
    MailboxCursor after(Beat beat) {
        boolean same = beat.token().equals(token);
        return new MailboxCursor(beat.token(), same ? Math.max(sequence, beat.sequence()) : beat.sequence());
    }
}
