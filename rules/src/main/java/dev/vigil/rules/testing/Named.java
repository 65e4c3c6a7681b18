package dev.vigil.rules.testing;

import dev.vigil.rules.Problem;
import java.util.Objects;

/**
 * A name in a test file, with its place.
 *
 * @param text the name
 * @param file path as the user gave it
 * @param line from 1
 * @param column from 1
 */
public record Named(String text, String file, int line, int column) {

    /** Checks the arguments. */
    public Named {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(file, "file");
    }

    /** A mistake at this place. */
    public Problem problem(String message) {
        return new Problem(file, line, column, message);
    }
}
