package dev.vigil.rules;

import java.io.Serializable;
import java.util.Objects;

/**
 * The SQL of a rule and where its text begins, so that a message can point into the user's file.
 *
 * @param sql as the user wrote it
 * @param file path as the user gave it
 * @param line line of the first character, from 1
 * @param column column of the first character of each line of the text, from 1 (a YAML block is indented)
 */
public record Expression(String sql, String file, int line, int column) implements Serializable {

    /** Checks the arguments. */
    public Expression {
        Objects.requireNonNull(sql, "sql");
        Objects.requireNonNull(file, "file");
    }

    /**
     * Translates a place in the SQL into a place in the file.
     *
     * @param sqlLine from 1
     * @param sqlColumn from 1
     * @param kind what sort of mistake it is
     * @param message what is wrong there
     */
    public Problem problem(int sqlLine, int sqlColumn, ProblemKind kind, String message) {
        return new Problem(file, line + sqlLine - 1, column + sqlColumn - 1, kind, message);
    }
}
