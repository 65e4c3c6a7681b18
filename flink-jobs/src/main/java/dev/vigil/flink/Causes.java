package dev.vigil.flink;

/** Finds the sentence that tells people what went wrong. */
final class Causes {

    /** A cause may be its own cause's cause. */
    private static final int MAX_DEPTH = 50;

    private Causes() {}

    /** The innermost cause: what Flink wraps around it says only that something failed. */
    static String text(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; depth < MAX_DEPTH && cause.getCause() != null; depth++) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        if ("/ by zero".equals(message)) {
            return "division by zero"; // as Java's own message means
        }
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
