package dev.vigil.flink.sql;

import dev.vigil.fleet.Tables;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one watch whose rows a query can use. Most rules on watches are about one of them, {@code … FROM watches WHERE name =
 * 'loss' AND …}, and most of what such a rule costs is to be handed the rows of all others, of which it can make nothing.
 */
final class NamedWatch {

    /** What is compared character by character, whatever the planner thinks of blanks and quotes. */
    private static final Pattern PLAIN = Pattern.compile("'[A-Za-z0-9_./:-]+'");

    private NamedWatch() {}

    /** Its name; empty where the text is not as simple as the one above: then it may be any. */
    static Optional<String> of(RuleText text) {
        List<SqlToken> tokens = text.tokens();
        int where = where(tokens);
        boolean once = count(tokens, "SELECT") == 1 && count(tokens, Tables.WATCHES.name()) == 1;
        if (!once || where < 0 || !isName(tokens, where + 1) || hasAlternative(tokens, where)) {
            return Optional.empty();
        }
        String literal = tokens.get(where + 3).text();
        return Optional.of(literal.substring(1, literal.length() - 1));
    }

    private static long count(List<SqlToken> tokens, String word) {
        return tokens.stream()
                .filter(token -> token.isName() && token.text().equalsIgnoreCase(word))
                .count();
    }

    /** The place of the WHERE in {@code FROM watches WHERE}; -1 where there is none. */
    private static int where(List<SqlToken> tokens) {
        for (int i = 2; i < tokens.size(); i++) {
            if (tokens.get(i).is("WHERE")
                    && tokens.get(i - 1).text().equals(Tables.WATCHES.name())
                    && tokens.get(i - 2).is("FROM")) {
                return i;
            }
        }
        return -1;
    }

    /** Whether there stands {@code name = '…'}, and then nothing or AND. */
    private static boolean isName(List<SqlToken> tokens, int at) {
        return at + 2 < tokens.size()
                && tokens.get(at).isName()
                && tokens.get(at).text().equals("name")
                && tokens.get(at + 1).is('=')
                && PLAIN.matcher(tokens.get(at + 2).text()).matches()
                && (at + 3 == tokens.size() || tokens.get(at + 3).is("AND"));
    }

    /** Whether there is an OR outside of all brackets: it would do without the name. */
    private static boolean hasAlternative(List<SqlToken> tokens, int from) {
        int depth = 0;
        for (SqlToken token : tokens.subList(from, tokens.size())) {
            depth += token.is('(') ? 1 : token.is(')') ? -1 : 0;
            if (depth <= 0 && token.is("OR")) {
                return true;
            }
        }
        return false;
    }
}
