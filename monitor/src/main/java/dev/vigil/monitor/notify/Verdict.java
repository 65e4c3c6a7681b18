package dev.vigil.monitor.notify;

/**
 * How an attempt to deliver ended.
 *
 * @param kind what follows from it
 * @param reason for people; empty where it was accepted. Never holds a URL
 */
record Verdict(Kind kind, String reason) {

    /** What follows. */
    enum Kind {
        /** Delivered. */
        ACCEPTED,
        /** Something in the message is wrong: without it the rest may be accepted. */
        REFUSED,
        /** The receiver takes nothing from us, whatever it is: credentials, address or format are wrong. */
        REJECTED,
        /** Not now. */
        UNAVAILABLE
    }

    static final Verdict ACCEPTED = new Verdict(Kind.ACCEPTED, "");

    /**
     * By the status of the reply. Alertmanager (0.25 to 0.34) says 400 for an alert that is none and 422 for one whose
     * {@code generatorURL} is none; proxies say 413 for too much, and 429 and 5xx for not now.
     *
     * @param status HTTP status
     * @param body beginning of the reply's body
     */
    static Verdict of(int status, String body) {
        if (status >= 200 && status < 300) {
            return ACCEPTED;
        }
        String reason = "HTTP " + status + (body.isBlank() ? "" : " " + body.strip());
        return switch (status) {
            case 400, 413, 422 -> new Verdict(Kind.REFUSED, reason);
            case 408, 425, 429 -> unavailable(reason);
            default -> status >= 500 ? unavailable(reason) : new Verdict(Kind.REJECTED, reason);
        };
    }

    /** No reply. */
    static Verdict unavailable(String reason) {
        return new Verdict(Kind.UNAVAILABLE, reason);
    }
}
