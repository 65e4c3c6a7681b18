package dev.vigil.flink.sql;

import dev.vigil.flink.sql.SqlToken.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Copies a rule's text for the planner, token by token, and remembers where each character comes from. */
final class RuleTextWriter {

    private static final Set<String> RESERVED_NAMES_OF_OURS = Set.of("rank", "value", "module", "modules");

    private final String from;
    private final List<SqlToken> tokens;
    private final StringBuilder out = new StringBuilder();
    private final Deque<Scope> scopes = new ArrayDeque<>();
    private int[] origins;

    RuleTextWriter(String from, List<SqlToken> tokens) {
        this.from = from;
        this.tokens = tokens;
        this.origins = new int[from.length() + 2 * tokens.size() + 1];
        scopes.push(Scope.PLAIN);
        write();
    }

    /** Where parentheses change what a word means. */
    private enum Scope {
        PLAIN,
        /** A word behind AS is a type. */
        CAST,
        /** An expression follows AS. */
        DEFINE,
        /** VALUE is a keyword behind an operand. */
        JSON;

        static Scope opened(@Nullable SqlToken before) {
            if (before == null) {
                return PLAIN;
            }
            if (before.is("CAST") || before.is("TRY_CAST")) {
                return CAST;
            }
            return before.is("JSON_OBJECT") || before.is("JSON_OBJECTAGG") ? JSON : PLAIN;
        }
    }

    String text() {
        return out.toString();
    }

    /** The offset in the user's text of each character of {@link #text()}, and of its end. */
    int[] origins() {
        return origins;
    }

    private void write() {
        int copied = 0;
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            copy(copied, token.start());
            write(i, token);
            follow(i, token);
            copied = token.end();
        }
        copy(copied, from.length());
        origins[out.length()] = from.length();
    }

    private void write(int i, SqlToken token) {
        boolean last = i == tokens.size() - 1;
        if (last && token.is(';')) {
            insert(" ", token.start());
        } else if (token.kind() == Kind.NUMBER && isDecimal(token.text())) {
            copy(token.start(), token.end());
            insert("E0", token.end() - 1);
        } else if (token.kind() == Kind.WORD && mustBeQuoted(i, token)) {
            insert("`", token.start());
            copy(token.start(), token.end());
            insert("`", token.end() - 1);
        } else {
            copy(token.start(), token.end());
        }
    }

    private static boolean isDecimal(String number) {
        return number.indexOf('.') >= 0 && number.indexOf('E') < 0 && number.indexOf('e') < 0;
    }

    private boolean mustBeQuoted(int i, SqlToken token) {
        SqlToken before = token(i - 1);
        if (RESERVED_NAMES_OF_OURS.contains(token.text().toLowerCase(Locale.ROOT))) {
            return !isRankCall(i, token) && !isJsonKeyword(token, before);
        }
        return before != null && before.is("AS") && isAlias(i, token);
    }

    private boolean isRankCall(int i, SqlToken token) {
        SqlToken behind = token(i + 1);
        return token.is("RANK") && behind != null && behind.is('(');
    }

    /** In {@code JSON_OBJECT('a' VALUE value)} the first one is a keyword, the second a column. */
    private boolean isJsonKeyword(SqlToken token, @Nullable SqlToken before) {
        if (scopes.element() != Scope.JSON || !token.is("VALUE") || before == null) {
            return false;
        }
        boolean behindSymbol = before.kind() == Kind.SYMBOL && !before.is(')');
        return !behindSymbol && !before.is("KEY") && !before.is("VALUE");
    }

    private boolean isAlias(int i, SqlToken token) {
        if (scopes.element() == Scope.CAST || scopes.element() == Scope.DEFINE) {
            return false;
        }
        SqlToken beforeAs = token(i - 2);
        boolean systemTime = beforeAs != null && beforeAs.is("SYSTEM_TIME");
        return !systemTime && !token.is("SELECT") && !token.is("WITH");
    }

    private @Nullable SqlToken token(int i) {
        return i >= 0 && i < tokens.size() ? tokens.get(i) : null;
    }

    private void follow(int i, SqlToken token) {
        if (token.is('(')) {
            scopes.push(Scope.opened(token(i - 1)));
        } else if (token.is(')') && scopes.size() > 1) {
            scopes.pop();
        } else if (token.is("DEFINE") && scopes.size() > 1) {
            scopes.pop();
            scopes.push(Scope.DEFINE);
        }
    }

    private void copy(int start, int end) {
        for (int i = start; i < end; i++) {
            origins[out.length()] = i;
            out.append(from.charAt(i));
        }
    }

    private void insert(String what, int origin) {
        for (int i = 0; i < what.length(); i++) {
            origins[out.length()] = origin;
            out.append(what.charAt(i));
        }
    }
}
