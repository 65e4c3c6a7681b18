package dev.vigil.rules.yaml;

import java.util.regex.Pattern;

/** A text by lines, counted from 0 as the YAML parser counts them: also at NEL, LS and PS. */
final class SourceLines {

    private static final Pattern BREAK = Pattern.compile("\r\n|[\n\r\u0085\u2028\u2029]");

    private final String[] lines;

    SourceLines(String text) {
        lines = BREAK.split(text, -1);
    }

    int count() {
        return lines.length;
    }

    /** The line without its break; empty beyond the last. */
    String line(int line) {
        return line < lines.length ? lines[line] : "";
    }

    /** Index of a column (in code points, from 0) within a line. */
    int index(int line, int column) {
        String text = line(line);
        return text.offsetByCodePoints(0, Math.min(column, text.codePointCount(0, text.length())));
    }

    /** Column as people count it, from 1 and in code points, of an index within a line. */
    int column(int line, int index) {
        return line(line).codePointCount(0, index) + 1;
    }
}
