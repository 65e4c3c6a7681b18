package dev.vigil.rules.yaml;

import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Where each character of a scalar's text stands in the file. Characters other than white space come one for one in all of
 * YAML's styles (an escape counts as one), whatever folding does to the white space between them: so both sides are walked
 * side by side over these.
 */
final class ScalarPlaces {

    /** Escapes of a double-quoted scalar that stand for white space, or, at a line's end, for nothing. */
    private static final String WHITE_ESCAPES = "ntr NLP";

    private final ScalarNode node;
    private final SourceLines lines;

    ScalarPlaces(ScalarNode node, SourceLines lines) {
        this.node = node;
        this.lines = lines;
    }

    /** Line and column, from 1. */
    record Place(int line, int column) {}

    /** Place of the character at an index of the text; of white space, approximately. */
    Place of(int index) {
        String text = node.getValue();
        Cursor cursor = start();
        for (int i = 0; i < Math.min(index, text.length()); i++) {
            if (!isWhite(text.charAt(i))) {
                cursor.skipWhite();
                i += cursor.skipOne() - 1;
            }
        }
        if (index > 0 && index < text.length() && !isWhite(text.charAt(index))) {
            cursor.skipWhite();
        }
        return new Place(cursor.line + 1, lines.column(cursor.line, cursor.index));
    }

    /** The text with the lines of a folded block kept apart. */
    String unfolded() {
        if (node.getScalarStyle() != ScalarStyle.FOLDED) {
            return node.getValue();
        }
        Cursor first = start();
        StringBuilder text = new StringBuilder();
        for (int line = first.line; line < node.getEndMark().getLine() || line == first.line; line++) {
            String raw = lines.line(line);
            text.append(raw.substring(Math.min(first.index, indent(raw)))).append('\n');
        }
        return text.toString().stripTrailing();
    }

    private Cursor start() {
        Mark mark = node.getStartMark();
        Cursor cursor = new Cursor(mark.getLine(), lines.index(mark.getLine(), mark.getColumn()));
        cursor.skipProperties();
        ScalarStyle style = node.getScalarStyle();
        if (style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED) {
            cursor.line++;
            cursor.index = blockIndent(cursor.line);
        } else if (style != ScalarStyle.PLAIN) {
            cursor.index++;
        }
        return cursor;
    }

    /** Where the text begins on the block's first line: its lines' indent is that of the first one that is not blank. */
    private int blockIndent(int firstLine) {
        int line = firstLine;
        while (line < lines.count() - 1 && lines.line(line).isBlank()) {
            line++;
        }
        int indent = indent(lines.line(line)) - indentOfText();
        return Math.max(0, Math.min(indent, lines.line(firstLine).length()));
    }

    /** Blanks that belong to the text itself, before the first character that is none. */
    private int indentOfText() {
        String text = node.getValue();
        int first = text.length() - text.stripLeading().length();
        return first - (text.substring(0, first).lastIndexOf('\n') + 1);
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static boolean isWhite(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    /** A place in the file that moves forward. */
    private final class Cursor {
        private int line;
        private int index;

        Cursor(int line, int index) {
            this.line = line;
            this.index = index;
        }

        /** Past an anchor and a tag, which stand before the value but belong to its node. */
        void skipProperties() {
            skipWhite();
            while (current() == '&' || current() == '!') {
                while (current() != -1 && !isWhite(current())) {
                    index++;
                }
                skipWhite();
            }
        }

        void skipWhite() {
            while (isWhite(current()) || (atLineEnd() && line + 1 < lines.count()) || atWhiteEscape()) {
                if (atLineEnd()) {
                    line++;
                    index = 0;
                } else {
                    index += atWhiteEscape() ? Math.min(2, lines.line(line).length() - index) : 1;
                }
            }
        }

        /** Past one character or escape; returns how many characters of the text it stands for. */
        int skipOne() {
            if (current() == '\\' && doubleQuoted()) {
                boolean pair = next() == 'U';
                index += pair ? 10 : next() == 'u' ? 6 : next() == 'x' ? 4 : 2;
                return pair ? Character.charCount(0x10000) : 1;
            }
            index += current() == '\'' && node.getScalarStyle() == ScalarStyle.SINGLE_QUOTED ? 2 : 1;
            return 1;
        }

        private boolean doubleQuoted() {
            return node.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED;
        }

        private boolean atLineEnd() {
            return index >= lines.line(line).length();
        }

        private boolean atWhiteEscape() {
            return doubleQuoted() && current() == '\\' && (next() == -1 || WHITE_ESCAPES.indexOf(next()) >= 0);
        }

        private int current() {
            return atLineEnd() ? -1 : lines.line(line).charAt(index);
        }

        private int next() {
            return index + 1 < lines.line(line).length() ? lines.line(line).charAt(index + 1) : -1;
        }
    }
}
