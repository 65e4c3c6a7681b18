package dev.vigil.flink.testing;

import dev.vigil.flink.cluster.JobEnd;

/** A rule took the job of the tests down; the message says what happened, and where as far as Flink knows. */
public final class TestJobFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TestJobFailedException(JobEnd.Failed end) {
        super(text(end), end.cause());
    }

    private static String text(JobEnd.Failed end) {
        Throwable cause = end.cause();
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return end.task() == null ? reason : reason + " (in " + end.task() + ")";
    }
}
