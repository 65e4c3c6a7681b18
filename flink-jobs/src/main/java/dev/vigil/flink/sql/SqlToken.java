package dev.vigil.flink.sql;

/**
 * A piece of a rule's text; comments and blanks are none.
 *
 * @param kind what it is
 * @param text as written, without back quotes where it is a quoted name
 * @param start offset of its first character in the user's text
 * @param end offset behind its last character
 */
record SqlToken(Kind kind, String text, int start, int end) {

    enum Kind {
        /** A keyword or a name without quotes. */
        WORD,
        /** A name in back quotes. */
        QUOTED,
        /** A string in single quotes, the quotes included. */
        STRING,
        /** An unsigned number. */
        NUMBER,
        /** A comment that gives orders to the planner. */
        HINT,
        /** Anything else: one character. */
        SYMBOL
    }

    /** Whether it is that keyword, in any case. */
    boolean is(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    /** Whether it is that character. */
    boolean is(char symbol) {
        return kind == Kind.SYMBOL && text.charAt(0) == symbol;
    }

    /** Whether it is a name or may be one. */
    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }
}
