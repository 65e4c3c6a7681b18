package dev.vigil.flink;

/** Finds the sentence that tells people what went wrong. */
final class Causes {

    /**
     * What Java says of a division of whole numbers. It is the commonest mistake of a rule that only shows on rows, and
     * {@code vigil explain} prints the text as it is: "/ by zero" alone reads like a part that got lost.
     */
    private static final String BY_ZERO = "/ by zero";

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
        if (BY_ZERO.equals(message)) {
            return "division by zero";
        }
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
