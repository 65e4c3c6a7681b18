package dev.vigil.rules.lifecycle;

/**
 * All that is remembered of one alert. Every field is a time in milliseconds since 1970 and 0 where it has not happened:
 * plain numbers, because this record is state of a stream processor, which stores these without reflection.
 *
 * @param activeAt when its row was first there
 * @param holdSince since when {@code for} runs: {@code activeAt}, moved by the time that does not count
 * @param firedAt when it began to fire
 * @param keepFiringSince since when {@code keep_firing_for} runs, moved by the time that does not count
 * @param resolvedAt when it stopped firing
 * @param absentSince since when the row of a pending alert has been gone
 * @param unknownSince since when nobody can say whether the row is there
 */
public record AlertState(
        long activeAt,
        long holdSince,
        long firedAt,
        long keepFiringSince,
        long resolvedAt,
        long absentSince,
        long unknownSince) {

    /** Never seen, or forgotten. */
    public static final AlertState NONE = new AlertState(0, 0, 0, 0, 0, 0, 0);

    /** Where in its life it is. */
    public Phase phase() {
        if (resolvedAt > 0 || activeAt == 0) {
            return Phase.INACTIVE;
        }
        return firedAt > 0 ? Phase.FIRING : Phase.PENDING;
    }

    static AlertState begun(long now) {
        return new AlertState(now, now, 0, 0, 0, 0, 0);
    }

    AlertState fired(long now) {
        return new AlertState(activeAt, holdSince, now, 0, 0, 0, 0);
    }

    AlertState resolved(long now) {
        return new AlertState(activeAt, holdSince, firedAt, keepFiringSince, now, 0, 0);
    }

    /** The row is there. */
    AlertState present() {
        return new AlertState(activeAt, holdSince, firedAt, 0, resolvedAt, 0, unknownSince);
    }

    /** The row is not there, perhaps for the first time. */
    AlertState absent(long now) {
        return phase() == Phase.FIRING
                ? new AlertState(activeAt, holdSince, firedAt, first(keepFiringSince, now), resolvedAt, 0, unknownSince)
                : new AlertState(activeAt, holdSince, firedAt, 0, resolvedAt, first(absentSince, now), unknownSince);
    }

    /** Nothing is known, perhaps for the first time. */
    AlertState blind(long now) {
        return new AlertState(
                activeAt, holdSince, firedAt, keepFiringSince, resolvedAt, absentSince, first(unknownSince, now));
    }

    /** Something is known again: the time in which nothing was does not count. */
    AlertState sighted(long now) {
        if (unknownSince == 0) {
            return this;
        }
        AlertState moved = moved(Math.max(0, now - unknownSince));
        return new AlertState(
                moved.activeAt,
                moved.holdSince,
                moved.firedAt,
                moved.keepFiringSince,
                moved.resolvedAt,
                moved.absentSince,
                0);
    }

    /** Moves every running clock, but no time that people are told as a start or an end. */
    AlertState moved(long by) {
        return new AlertState(
                activeAt,
                later(holdSince, by),
                firedAt,
                later(keepFiringSince, by),
                resolvedAt,
                later(absentSince, by),
                later(unknownSince, by));
    }

    private static long first(long known, long now) {
        return known == 0 ? now : known;
    }

    private static long later(long time, long by) {
        return time == 0 ? 0 : time + by;
    }
}
