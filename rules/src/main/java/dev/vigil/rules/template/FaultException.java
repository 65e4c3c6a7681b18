package dev.vigil.rules.template;

/** Ends parsing at a mistake; never leaves the package. */
final class FaultException extends RuntimeException {

    private final int index;
    private final String text;

    FaultException(int index, String text) {
        super(text, null, false, false);
        this.index = index;
        this.text = text;
    }

    int index() {
        return index;
    }

    String text() {
        return text;
    }
}
