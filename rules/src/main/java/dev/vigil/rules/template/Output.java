package dev.vigil.rules.template;

/** Collects text up to a length and drops the rest. */
final class Output {

    private final StringBuilder text = new StringBuilder();
    private final int most;

    Output(int most) {
        this.most = most;
    }

    void append(String more) {
        if (text.length() <= most) {
            text.append(more, 0, Math.min(more.length(), most + 1 - text.length()));
        }
    }

    String text() {
        return cut(text.toString(), most);
    }

    /** The text, or as much of it as is allowed, without half a character at its end. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }
}
