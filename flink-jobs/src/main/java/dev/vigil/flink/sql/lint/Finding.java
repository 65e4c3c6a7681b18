package dev.vigil.flink.sql.lint;

import dev.vigil.rules.ProblemKind;
import java.util.Objects;
import org.apache.calcite.sql.SqlNode;

/**
 * What a lint found.
 *
 * @param kind what sort of mistake it is
 * @param line from 1, in the text that the planner got
 * @param column from 1
 * @param message what is wrong
 */
public record Finding(ProblemKind kind, int line, int column, String message) {

    /** Checks the arguments. */
    public Finding {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
    }

    static Finding at(SqlNode node, ProblemKind kind, String message) {
        return new Finding(
                kind,
                node.getParserPosition().getLineNum(),
                node.getParserPosition().getColumnNum(),
                message);
    }
}
