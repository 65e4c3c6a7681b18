package dev.vigil.fleet;

/**
 * How much time was observed between two readings of one target. Only readings of one kind in a row count: seen and seen,
 * or blind and blind. Time in which Vigil was down, asleep or looked at something else adds nothing. Not part of a
 * checkpoint: after a restart it begins anew.
 */
final class Observed {

    private static final long NEVER = Long.MIN_VALUE;
    /** Longest gap that is taken for observed time even where readings come more often: an answer may take 5 s. */
    private static final double LEAST_BOUND = 10;

    private static final double BOUND_FACTOR = 3;
    private static final double SMOOTHING = 0.3;

    private long last = NEVER;
    private boolean lastSeen;
    private double usualGap;

    /**
     * Begins.
     *
     * @param usualGap seconds that are usual between two readings, until they have shown it themselves
     */
    Observed(double usualGap) {
        this.usualGap = usualGap;
    }

    /** Seconds to count for a reading in which the target was seen. */
    double seen(long now) {
        return elapsed(now, true);
    }

    /** Seconds to count for an attempt that failed. */
    double blind(long now) {
        return elapsed(now, false);
    }

    private double elapsed(long now, boolean seen) {
        if (last == NEVER || now < last) {
            last = now;
            lastSeen = seen;
            return 0;
        }
        double gap = (now - last) / 1000.0;
        double counted = seen == lastSeen ? Math.min(gap, Math.max(LEAST_BOUND, BOUND_FACTOR * usualGap)) : 0;
        if (gap > 0) {
            usualGap += SMOOTHING * (Math.min(gap, 2 * usualGap) - usualGap);
        }
        last = now;
        lastSeen = seen;
        return counted;
    }
}
