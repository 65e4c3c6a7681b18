package dev.vigil.flink.alert;

/**
 * The moments of event time at which alerts are judged, ms since 1970. Between two records of one change a result shows a
 * row too few or too many; on ticks it does not. All keys share one grid, so that many reasons for a tick make one.
 */
final class Ticks {

    /** Measured: exact for plans without a join, and not felt by people. */
    static final long SHORTEST = 50;

    /** So often an active alert is looked at without a reason: its last look tells how long Vigil was down. */
    static final long LONGEST = 1_000;

    private Ticks() {}

    /** The first tick after that time. */
    static long after(long time) {
        return next(time, SHORTEST);
    }

    /** The first tick at or after that time. */
    static long at(long time) {
        return next(time - 1, SHORTEST);
    }

    /** The first routine look after that time. */
    static long routine(long time) {
        return next(time, LONGEST);
    }

    private static long next(long time, long step) {
        return (Math.floorDiv(time, step) + 1) * step;
    }
}
