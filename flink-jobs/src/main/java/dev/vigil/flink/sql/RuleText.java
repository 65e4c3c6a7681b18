package dev.vigil.flink.sql;

import dev.vigil.rules.Expression;
import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A rule's query as the user wrote it and as the planner gets it. Two things differ, and neither shifts a line:
 *
 * <ul>
 *   <li>Names that our tables use and SQL reserves ({@code rank}, {@code value}, {@code module}, {@code modules}) are
 *       put in back quotes, and so is any word after {@code AS}: people may write {@code AS start}.
 *   <li>A number with a point becomes a DOUBLE. As a DECIMAL, which it is in SQL, {@code NaN > 90.5} would be true.
 * </ul>
 *
 * <p>Positions that the planner reports are translated back to the user's text.
 */
final class RuleText {

    private final Expression expression;
    private final List<SqlToken> tokens;
    private final String sql;
    /** For each character of {@link #sql}, and one behind it, the offset in the user's text that it comes from. */
    private final int[] origins;

    private RuleText(Expression expression, List<SqlToken> tokens, String sql, int[] origins) {
        this.expression = expression;
        this.tokens = tokens;
        this.sql = sql;
        this.origins = origins;
    }

    static RuleText of(Expression expression) {
        List<SqlToken> tokens = SqlLexer.tokens(expression.sql());
        RuleTextWriter writer = new RuleTextWriter(expression.sql(), tokens);
        return new RuleText(expression, tokens, writer.text(), writer.origins());
    }

    /** What the planner gets. */
    String sql() {
        return sql;
    }

    /** The user's text in pieces. */
    List<SqlToken> tokens() {
        return tokens;
    }

    /** The first token that is so. */
    Optional<SqlToken> first(Predicate<SqlToken> test) {
        return tokens.stream().filter(test).findFirst();
    }

    /** Whether the text names it anywhere, as a table or otherwise. */
    boolean names(String name) {
        return tokens.stream().anyMatch(token -> token.isName() && token.text().equals(name));
    }

    /** A problem with the query as a whole: it points at its first word. */
    Problem problem(ProblemKind kind, String message) {
        return problemAt(tokens.isEmpty() ? 0 : tokens.get(0).start(), kind, message);
    }

    /** A problem with a piece of the user's text. */
    Problem problem(SqlToken token, ProblemKind kind, String message) {
        return problemAt(token.start(), kind, message);
    }

    /** A problem at a place that the planner named, in its own text; lines and columns count from 1. */
    Problem problem(int sqlLine, int sqlColumn, ProblemKind kind, String message) {
        return problemAt(origin(sqlLine, sqlColumn), kind, message);
    }

    /** The token at a place that the planner named, in its own text. */
    Optional<SqlToken> tokenAt(int sqlLine, int sqlColumn) {
        int offset = origin(sqlLine, sqlColumn);
        return first(token -> token.start() <= offset && offset < token.end());
    }

    private int origin(int sqlLine, int sqlColumn) {
        int offset = 0;
        for (int line = 1; line < sqlLine; line++) {
            int end = sql.indexOf('\n', offset);
            if (end < 0) {
                break;
            }
            offset = end + 1;
        }
        return origins[Math.min(offset + Math.max(sqlColumn, 1) - 1, sql.length())];
    }

    private Problem problemAt(int offset, ProblemKind kind, String message) {
        String before = expression.sql().substring(0, offset);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return expression.problem(line, offset - before.lastIndexOf('\n'), kind, message);
    }
}
