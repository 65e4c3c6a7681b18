package dev.vigil.rules;

import java.util.Objects;

/**
 * One mistake in a file that a user wrote, with its place.
 *
 * @param file path as the user gave it
 * @param line counted from 1; 0 where the whole file is meant
 * @param column counted from 1; 0 where the whole line is meant
 * @param kind what sort of mistake it is
 * @param message what is wrong and, where the kind's advice is too general, what to do; one sentence
 */
public record Problem(String file, int line, int column, ProblemKind kind, String message)
        implements Comparable<Problem> {

    /** Checks the arguments. */
    public Problem {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
        if (line < 0 || column < 0) {
            throw new IllegalArgumentException("negative position: " + line + ":" + column);
        }
    }

    /** A mistake of no particular kind. */
    public Problem(String file, int line, int column, String message) {
        this(file, line, column, ProblemKind.INVALID, message);
    }

    /** Whether nothing starts with it. */
    public boolean isError() {
        return kind.severity() == ProblemKind.Severity.ERROR;
    }

    /** By file, line, column, then text: the order in which people read. */
    @Override
    public int compareTo(Problem other) {
        int order = file.compareTo(other.file);
        order = order != 0 ? order : Integer.compare(line, other.line);
        order = order != 0 ? order : Integer.compare(column, other.column);
        order = order != 0 ? order : message.compareTo(other.message);
        return order != 0 ? order : kind.compareTo(other.kind);
    }

    /** {@code file:line:col: message}, as compilers print it. */
    @Override
    public String toString() {
        return line == 0 ? file + ": " + message : file + ":" + line + ":" + column + ": " + message;
    }
}
