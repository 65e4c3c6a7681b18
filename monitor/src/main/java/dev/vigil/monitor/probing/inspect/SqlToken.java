package dev.vigil.monitor.probing.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A piece of a statement that means something: comments and blanks are left out.
 *
 * @param kind what it is
 * @param text as written
 * @param start index of its first character
 * @param end index behind its last one
 */
record SqlToken(Kind kind, String text, int start, int end) {

    /** Kinds of pieces. */
    enum Kind {
        /** A bare word: keyword or name. */
        WORD,
        /** A name in double or back quotes. */
        QUOTED,
        /** Text in single quotes. */
        STRING,
        /** Anything else, character by character. */
        OTHER
    }

    private static final Pattern PIECE = Pattern.compile("(?<blank>\\s+|--[^\\n]*|/\\*(?s:.*?)(?:\\*/|\\z))"
            + "|(?<string>'(?:[^']|'')*(?:'|\\z))"
            + "|(?<quoted>\"(?:[^\"]|\"\")*(?:\"|\\z)|`[^`]*(?:`|\\z))"
            + "|(?<word>[\\p{L}_][\\p{L}\\p{N}_$]*)"
            + "|(?<other>(?s:.))");

    static List<SqlToken> read(String sql) {
        List<SqlToken> tokens = new ArrayList<>();
        Matcher piece = PIECE.matcher(sql);
        while (piece.find()) {
            if (piece.group("blank") == null) {
                tokens.add(new SqlToken(kind(piece), piece.group(), piece.start(), piece.end()));
            }
        }
        return tokens;
    }

    /** The name that it stands for: bare words are folded as the server folds them; empty if it is no name. */
    String name() {
        return switch (kind) {
            case WORD -> text.toLowerCase(Locale.ROOT);
            case QUOTED -> text.substring(1, Math.max(1, text.length() - 1));
            default -> "";
        };
    }

    boolean is(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isPoint() {
        return text.equals(".");
    }

    private static Kind kind(Matcher piece) {
        if (piece.group("string") != null) {
            return Kind.STRING;
        }
        if (piece.group("quoted") != null) {
            return Kind.QUOTED;
        }
        return piece.group("word") != null ? Kind.WORD : Kind.OTHER;
    }
}
