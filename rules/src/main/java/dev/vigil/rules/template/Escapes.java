package dev.vigil.rules.template;

/** Backslash escapes of Go's strings. */
final class Escapes {

    private static final String NAMES = "abfnrtv\\\"";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b\\\"";

    private Escapes() {}

    /** Appends what the escape at an index stands for; returns its length. */
    static int append(String text, int index, StringBuilder out) {
        char name = index + 1 < text.length() ? text.charAt(index + 1) : ' ';
        int known = NAMES.indexOf(name);
        if (known >= 0) {
            out.append(MEANINGS.charAt(known));
            return 2;
        }
        int digits =
                switch (name) {
                    case 'x' -> 2;
                    case 'u' -> 4;
                    case 'U' -> 8;
                    default -> throw new FaultException(index, "unknown escape \\" + name);
                };
        int end = index + 2 + digits;
        String hex = text.substring(index + 2, Math.min(end, text.length()));
        if (!hex.matches("[0-9a-fA-F]{" + digits + "}") || !Character.isValidCodePoint((int) Long.parseLong(hex, 16))) {
            throw new FaultException(index, "\\" + name + " needs " + digits + " hexadecimal digits of a character");
        }
        out.appendCodePoint((int) Long.parseLong(hex, 16));
        return end - index;
    }
}
