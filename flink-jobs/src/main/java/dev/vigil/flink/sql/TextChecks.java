package dev.vigil.flink.sql;

import dev.vigil.flink.sql.SqlToken.Kind;
import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is wrong with a query whatever the planner thinks of it, seen in its tokens. */
final class TextChecks {

    /** Another value at each call: a row that went in is never found again when it is to be taken back. */
    private static final Set<String> RANDOM = Set.of("UUID", "RAND", "RAND_INTEGER");

    /** They call services. */
    private static final Set<String> REACH_OUT = Set.of("ML_PREDICT", "ML_EVALUATE", "VECTOR_SEARCH");

    private static final Set<String> CLOCKS =
            Set.of("NOW", "UNIX_TIMESTAMP", "CURRENT_ROW_TIMESTAMP", "CURRENT_WATERMARK", "PROCTIME");

    /** They read the clock without parentheses; SQL reserves them, so they are never columns. */
    private static final Set<String> BARE_CLOCKS =
            Set.of("CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP");

    private final RuleText text;
    private final List<Problem> problems = new ArrayList<>();

    TextChecks(RuleText text) {
        this.text = text;
        List<SqlToken> tokens = text.tokens();
        checkBeginning(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            boolean last = i == tokens.size() - 1;
            check(tokens.get(i), last, !last && tokens.get(i + 1).is('('));
        }
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** The first call that reads the clock. */
    static boolean readsClock(List<SqlToken> tokens, int i) {
        SqlToken token = tokens.get(i);
        String name = token.text().toUpperCase(Locale.ROOT);
        boolean called = i + 1 < tokens.size() && tokens.get(i + 1).is('(');
        boolean bare = token.kind() == Kind.WORD && BARE_CLOCKS.contains(name);
        return bare || (called && token.isName() && CLOCKS.contains(name));
    }

    /** The planner, which knows statements by their nature, refuses the others as well; this says it better. */
    private void checkBeginning(List<SqlToken> tokens) {
        if (tokens.isEmpty()) {
            problems.add(text.problem(ProblemKind.NOT_A_SELECT, "a rule needs a query: SELECT … FROM …"));
            return;
        }
        SqlToken first = tokens.get(0);
        if (!first.is("SELECT") && !first.is("WITH") && !first.is('(')) {
            problems.add(text.problem(
                    first,
                    ProblemKind.NOT_A_SELECT,
                    "a rule is one SELECT (or WITH … SELECT) and nothing else; this begins with '" + first.text()
                            + "'"));
        }
    }

    /** Each quote within is doubled, so that a closed text has an even number of them. */
    private static boolean isClosed(String string) {
        return string.chars().filter(c -> c == '\'').count() % 2 == 0;
    }

    private void check(SqlToken token, boolean last, boolean called) {
        String name = token.text().toUpperCase(Locale.ROOT);
        if (token.is(';') && !last) {
            problems.add(text.problem(
                    token, ProblemKind.NOT_A_SELECT, "a rule is one SELECT; a second statement begins here"));
        } else if (token.kind() == Kind.STRING && !isClosed(token.text())) {
            problems.add(text.problem(
                    token, ProblemKind.SQL_SYNTAX, "this text is never closed: a single quote is missing"));
        } else if (token.kind() == Kind.HINT) {
            problems.add(
                    text.problem(token, ProblemKind.NOT_REPEATABLE, "hints to the planner have no place in a rule"));
        } else if (called && token.isName() && RANDOM.contains(name)) {
            problems.add(text.problem(
                    token,
                    ProblemKind.NOT_REPEATABLE,
                    name + " gives another value each time; a rule must give the same result for the same rows"));
        } else if (called && token.isName() && REACH_OUT.contains(name)) {
            problems.add(text.problem(
                    token,
                    ProblemKind.NOT_REPEATABLE,
                    name + " calls a service; a rule reads tables and nothing else"));
        }
    }
}
