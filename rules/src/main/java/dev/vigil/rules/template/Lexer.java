package dev.vigil.rules.template;

import dev.vigil.rules.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Cuts a template into tokens; trims text where the minus signs of an action ask for it, and drops comments. */
final class Lexer {

    private static final Pattern NUMBER = Pattern.compile(
            "[+-]?(?:(0[xX][0-9a-fA-F]{1,15})|(?:\\d{1,40}(?:\\.\\d{0,40})?|\\.\\d{1,40})(?:[eE][+-]?\\d{1,4})?)");

    /** Whole numbers that fit a long, hexadecimal ones included; others count as floating point. */
    private static final Pattern WHOLE = Pattern.compile("[+-]?(?:0[xX].*|0|[1-9]\\d{0,17})");

    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final Pattern COMMENT = Pattern.compile("\\{\\{(?:-\\s)?/\\*.*?\\*/(\\s-)?}}", Pattern.DOTALL);

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    Lexer(String text) {
        this.text = text;
    }

    List<Token> tokens() {
        boolean trim = false;
        while (at < text.length()) {
            int open = text.indexOf("{{", at);
            boolean trimEnd = open >= 0 && text.startsWith("{{-", open) && isWhite(open + 3);
            plain(open < 0 ? text.length() : open, trim, trimEnd);
            Matcher comment = COMMENT.matcher(text).region(at, text.length());
            if (comment.lookingAt()) {
                at = comment.end();
                trim = comment.group(1) != null;
            } else if (open >= 0) {
                trim = action(trimEnd ? 3 : 2);
            }
        }
        add(Kind.END, "", null, at);
        return tokens;
    }

    private void plain(int end, boolean trimStart, boolean trimEnd) {
        String plain = text.substring(at, end);
        plain = trimStart ? plain.stripLeading() : plain;
        plain = trimEnd ? plain.stripTrailing() : plain;
        if (!plain.isEmpty()) {
            add(Kind.TEXT, plain, null, at);
        }
        at = end;
    }

    /** Reads an action to its end; returns whether the text after it is to be trimmed. */
    private boolean action(int opening) {
        int open = at;
        add(Kind.OPEN, "{{", null, at);
        at += opening;
        while (true) {
            int before = at;
            while (isWhite(at)) {
                at++;
            }
            boolean trims = at > before && text.startsWith("-}}", at);
            if (trims || text.startsWith("}}", at)) {
                add(Kind.CLOSE, "}}", null, at);
                at += trims ? 3 : 2;
                return trims;
            }
            if (at >= text.length()) {
                throw new FaultException(open, "'{{' is never closed");
            }
            token(at == before);
        }
    }

    private void token(boolean glued) {
        int start = at;
        char c = text.charAt(at);
        if (c == '"' || c == '`') {
            string(c);
        } else if (c == '$') {
            at++;
            add(Kind.VARIABLE, word(), null, start);
        } else if (c == '.' && matches(WORD, at + 1)) {
            at++;
            tokens.add(new Token(Kind.FIELD, word(), null, start, glued));
        } else if (matches(NUMBER, at)) {
            number();
        } else if (matches(WORD, at)) {
            add(Kind.WORD, word(), null, start);
        } else {
            symbol(c);
        }
    }

    private void symbol(char c) {
        Kind kind =
                switch (c) {
                    case '.' -> Kind.DOT;
                    case '|' -> Kind.PIPE;
                    case '(' -> Kind.LEFT;
                    case ')' -> Kind.RIGHT;
                    case ',' -> Kind.COMMA;
                    case '=' -> Kind.ASSIGN;
                    case ':' -> Kind.DECLARE;
                    default -> throw new FaultException(at, "'" + c + "' is not expected here");
                };
        if (kind == Kind.DECLARE && !text.startsWith(":=", at)) {
            throw new FaultException(at, "expected :=");
        }
        add(kind, String.valueOf(c), null, at);
        at += kind == Kind.DECLARE ? 2 : 1;
    }

    private void number() {
        Matcher matcher = NUMBER.matcher(text).region(at, text.length());
        int start = at;
        if (matcher.lookingAt()) {
            at = matcher.end();
            add(Kind.CONSTANT, matcher.group(), constant(matcher.group()), start);
        }
    }

    private static Object constant(String number) {
        if (WHOLE.matcher(number).matches()) {
            return Long.decode(number);
        }
        return Double.valueOf(number);
    }

    private void string(char quote) {
        int start = at++;
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\' && quote == '"') {
                at += Escapes.append(text, at, value);
            } else {
                value.append(text.charAt(at++));
            }
        }
        if (at >= text.length() || (quote == '"' && text.substring(start, at).indexOf('\n') >= 0)) {
            throw new FaultException(start, "a string is never closed");
        }
        at++;
        add(Kind.CONSTANT, text.substring(start, at), value.toString(), start);
    }

    private String word() {
        Matcher matcher = WORD.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            return "";
        }
        at = matcher.end();
        return matcher.group();
    }

    private boolean matches(Pattern pattern, int index) {
        return index < text.length()
                && pattern.matcher(text).region(index, text.length()).lookingAt();
    }

    private boolean isWhite(int index) {
        return index < text.length() && " \t\r\n".indexOf(text.charAt(index)) >= 0;
    }

    private void add(Kind kind, String token, @Nullable Object constant, int index) {
        tokens.add(new Token(kind, token, constant, index, false));
    }
}
