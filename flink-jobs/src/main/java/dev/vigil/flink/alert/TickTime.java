package dev.vigil.flink.alert;

/**
 * What time a tick is. It is the time it was set for, also where the watermark has passed several at once; but ticks from
 * before a restart are all taken at the first time that is known after it, as nobody looked in between, and so are those for
 * rows that came before any watermark.
 */
final class TickTime {

    private boolean late;
    private long resumedAt = Long.MIN_VALUE;

    /**
     * Of one run of an operator.
     *
     * @param restored whether it goes on from a checkpoint
     */
    TickTime(boolean restored) {
        this.late = restored;
    }

    /** The time of a tick, ms since 1970. */
    long time(long tick, long watermark) {
        boolean beforeTime = tick <= 0;
        if (late || beforeTime) {
            late = false;
            resumedAt = Math.max(resumedAt, watermark);
        }
        return Math.max(tick, resumedAt);
    }
}
