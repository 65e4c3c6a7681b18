package dev.vigil.rules.lifecycle;

/** The states of an alert, by the names Prometheus gives them. */
public enum Phase {
    /** Not there, or resolved. */
    INACTIVE("inactive"),
    /** Its row is there, but not yet for long enough. */
    PENDING("pending"),
    /** It has been there for long enough, and has not been gone for long enough since. */
    FIRING("firing");

    private final String text;

    Phase(String text) {
        this.text = text;
    }

    /** As written in metrics and in the API. */
    public String text() {
        return text;
    }
}
