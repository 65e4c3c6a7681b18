package dev.vigil.monitor.cli;

/** Text of strangers on its way to a terminal, where control characters would be commands. */
final class Printable {

    private Printable() {}

    /** The text on one line, each control character replaced by a space. */
    static String text(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> printable.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return printable.toString();
    }
}
