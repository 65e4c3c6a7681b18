package dev.vigil.flink.replay;

/** A replay that did not come to the end of its recording; the message says why, for people. */
public final class ReplayFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    ReplayFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
