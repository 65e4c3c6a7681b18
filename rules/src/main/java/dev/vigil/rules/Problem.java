package dev.vigil.rules;

import java.util.Objects;

/**
 * One mistake in a file that a user wrote, with its place.
 *
 * @param file path as the user gave it
 * @param line counted from 1; 0 where the whole file is meant
 * @param column counted from 1; 0 where the whole line is meant
 * @param message what is wrong and what to do, in one sentence
 */
public record Problem(String file, int line, int column, String message) implements Comparable<Problem> {

    /** Checks the arguments. */
    public Problem {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(message, "message");
        if (line < 0 || column < 0) {
            throw new IllegalArgumentException("negative position: " + line + ":" + column);
        }
    }

    /** By file, line, column, then text: the order in which people read. */
    @Override
    public int compareTo(Problem other) {
        int order = file.compareTo(other.file);
        order = order != 0 ? order : Integer.compare(line, other.line);
        order = order != 0 ? order : Integer.compare(column, other.column);
        return order != 0 ? order : message.compareTo(other.message);
    }

    /** {@code file:line:col: message}, as compilers print it. */
    @Override
    public String toString() {
        return line == 0 ? file + ": " + message : file + ":" + line + ":" + column + ": " + message;
    }
}
