package dev.vigil.rules.template;

import org.jspecify.annotations.Nullable;

/**
 * A piece of a template's text.
 *
 * @param kind of piece
 * @param text a name without its dot or dollar sign, a string without quotes and escapes, else as written
 * @param constant value of a number or string
 * @param index where it begins
 * @param glued whether nothing but the token before stands before it: {@code $a.b} is one thing, {@code $a .b} two
 */
record Token(Kind kind, String text, @Nullable Object constant, int index, boolean glued) {

    /** Kinds of pieces. */
    enum Kind {
        TEXT,
        OPEN,
        CLOSE,
        WORD,
        FIELD,
        DOT,
        VARIABLE,
        CONSTANT,
        PIPE,
        LEFT,
        RIGHT,
        COMMA,
        DECLARE,
        ASSIGN,
        END
    }

    /** As it stands in the template, for messages. */
    String written() {
        return switch (kind) {
            case VARIABLE -> "$" + text;
            case FIELD -> "." + text;
            case DECLARE -> ":=";
            default -> text;
        };
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }
}
