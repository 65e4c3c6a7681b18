package dev.vigil.flink.alert;

/**
 * What is believed of a row's presence. Where inputs meet that run apart, a result shows rows for moments that were never
 * true (6,900 in 14 seconds from one NOT EXISTS over 500 ranks), so a change is believed only when all looks of a while
 * agree on it. State of Flink's.
 *
 * @param present whether the row is believed to be there
 * @param disagreeing since when looks have said otherwise, ms since 1970; 0 while they agree
 */
public record Settling(boolean present, long disagreeing) {

    /** Not there, and nobody says otherwise. */
    static final Settling ABSENT = new Settling(false, 0);

    /** After a time in which nobody looked: what was in doubt is in doubt from now on. */
    Settling afresh(long now) {
        return disagreeing == 0 ? this : new Settling(present, now);
    }

    /**
     * One look.
     *
     * @param seen what it says
     * @param now when, ms since 1970
     * @param agreement how long looks must agree, ms; 0 = each look is believed
     */
    Settling look(boolean seen, long now, long agreement) {
        if (seen == present) {
            return new Settling(present, 0);
        }
        long since = disagreeing == 0 ? now : disagreeing;
        return now - since >= agreement ? new Settling(seen, 0) : new Settling(present, since);
    }
}
