package dev.vigil.flink.sql;

import dev.vigil.flink.sql.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a rule's text into tokens, as Flink's default dialect sees them: strings in single quotes, names in back quotes,
 * comments. Total: what is not closed ends with the text, and the parser says so.
 */
final class SqlLexer {

    private final String text;
    private final List<SqlToken> tokens = new ArrayList<>();

    private SqlLexer(String text) {
        this.text = text;
    }

    static List<SqlToken> tokens(String text) {
        SqlLexer lexer = new SqlLexer(text);
        int at = 0;
        while (at < text.length()) {
            at = lexer.next(at);
        }
        return List.copyOf(lexer.tokens);
    }

    /** Reads what begins there and returns where the next piece begins. */
    private int next(int at) {
        char first = text.charAt(at);
        if (Character.isWhitespace(first)) {
            return at + 1;
        }
        if (text.startsWith("--", at) || text.startsWith("//", at)) {
            return endOf(text.indexOf('\n', at), 1);
        }
        if (text.startsWith("/*", at)) {
            int end = endOf(text.indexOf("*/", at + 2), 2);
            return text.startsWith("/*+", at) ? add(Kind.HINT, at, end) : end;
        }
        if (first == '\'') {
            return add(Kind.STRING, at, quoted(at, '\''));
        }
        if (first == '`') {
            return addName(at, quoted(at, '`'));
        }
        if (startsNumber(at)) {
            return add(Kind.NUMBER, at, number(at));
        }
        if (Character.isJavaIdentifierStart(first)) {
            return add(Kind.WORD, at, word(at));
        }
        return add(Kind.SYMBOL, at, at + 1);
    }

    private int add(Kind kind, int start, int end) {
        tokens.add(new SqlToken(kind, text.substring(start, end), start, end));
        return end;
    }

    private int addName(int start, int end) {
        boolean closed = end - start > 1 && text.charAt(end - 1) == '`';
        String name = text.substring(start + 1, closed ? end - 1 : end).replace("``", "`");
        tokens.add(new SqlToken(Kind.QUOTED, name, start, end));
        return end;
    }

    private int endOf(int found, int length) {
        return found < 0 ? text.length() : found + length;
    }

    /** A doubled quote stands for itself. */
    private int quoted(int start, char quote) {
        int at = start + 1;
        while (at < text.length()) {
            if (text.charAt(at) != quote) {
                at++;
            } else if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
                at += 2;
            } else {
                return at + 1;
            }
        }
        return at;
    }

    private boolean startsNumber(int at) {
        return digit(at) || (text.charAt(at) == '.' && digit(at + 1) && !behindName());
    }

    /** {@code t.1} is a field, {@code .1} a number. */
    private boolean behindName() {
        return !tokens.isEmpty() && tokens.get(tokens.size() - 1).isName();
    }

    private int number(int start) {
        int at = digits(start);
        if (at < text.length() && text.charAt(at) == '.') {
            at = digits(at + 1);
        }
        if (at < text.length() && Character.toUpperCase(text.charAt(at)) == 'E') {
            int sign = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0 ? 1 : 0;
            at = digit(at + 1 + sign) ? digits(at + 1 + sign) : at;
        }
        return at;
    }

    private int digits(int start) {
        int at = start;
        while (digit(at)) {
            at++;
        }
        return at;
    }

    private boolean digit(int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private int word(int start) {
        int at = start;
        while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
