package dev.vigil.rules.testing;

import java.util.List;
import java.util.Objects;

/**
 * Something that is not as a test expects.
 *
 * @param where the alert's name in the test
 * @param message what is not so, in one line
 * @param lines what was expected against what was got; those that agree are there for context
 * @param notes what may help
 */
public record Failure(Named where, String message, List<Line> lines, List<String> notes) {

    /** Checks and copies. */
    public Failure {
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(message, "message");
        lines = List.copyOf(lines);
        notes = List.copyOf(notes);
    }

    /**
     * A line of a comparison.
     *
     * @param side which side says so
     * @param text without the mark of its side
     */
    public record Line(Side side, String text) {

        /** With the mark that comparisons usually have. */
        @Override
        public String toString() {
            return side.mark + " " + text;
        }
    }

    /** Who says so. */
    public enum Side {
        /** Both. */
        BOTH(' '),
        /** The test. */
        EXPECTED('-'),
        /** The rule. */
        GOT('+');

        private final char mark;

        Side(char mark) {
            this.mark = mark;
        }
    }
}
