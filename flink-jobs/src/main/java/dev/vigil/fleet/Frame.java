package dev.vigil.fleet;

import java.io.Serializable;
import java.util.Objects;

/**
 * One place of a stack.
 *
 * @param file source file or library; may be empty for native frames
 * @param function function name
 * @param line current line; 0 where unknown
 */
public record Frame(String file, String function, int line) implements Serializable {

    /** Checks the arguments. */
    public Frame {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(function, "function");
    }
}
