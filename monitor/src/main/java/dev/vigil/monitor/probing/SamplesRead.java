package dev.vigil.monitor.probing;

import java.util.Objects;

/**
 * Samples of a mailbox that were read before: most of each document. Nobody wants them again, so they need not be decoded.
 *
 * @param token of the installation they are from; another one's samples are all new
 * @param sequence number of the newest of them
 */
public record SamplesRead(String token, long sequence) {

    /** None was read. */
    public static final SamplesRead NONE = new SamplesRead("", 0);

    /** Checks the token. */
    public SamplesRead {
        Objects.requireNonNull(token, "token");
    }
}
