package dev.vigil.monitor.cli;

/** The monitor could not start; the message tells a person why and what to do. */
public final class StartFailure extends Exception {

    private static final long serialVersionUID = 1L;

    /** With the reason, for people. */
    public StartFailure(String message) {
        super(message);
    }

    /** With the reason, for people, and what it came from, for the log. */
    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
