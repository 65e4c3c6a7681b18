package dev.vigil.flink.bounded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps the input from running ahead of the far end of the job. Where inputs meet (joins), one that is far ahead would show
 * results for moments that never were; live, nothing is ahead by more than milliseconds.
 *
 * <p>Any thread.
 */
final class Pace {

    /** Shortest distance between two ticks of the lifecycle. */
    private static final long TICK_MILLIS = 50;

    private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    private long leadMillis;
    private final List<Way> ways = new ArrayList<>();
    private long awaited = Long.MIN_VALUE;
    private CompletableFuture<Void> arrived = NOW;

    Pace(Duration lead) {
        this.leadMillis = lead.toMillis();
    }

    /** Where no inputs meet, how far one is ahead does not matter, if that was allowed at all. Before the job starts. */
    synchronized void letGo() {
        leadMillis = leadMillis == 0 ? 0 : Long.MAX_VALUE;
    }

    /**
     * How much of the time before something happens is said to have passed, ms since 1970. Where nobody waits for each moment
     * it is enough to say so once a tick of the lifecycle: rows that come between two ticks are judged at the second anyway.
     */
    synchronized long passedBefore(long time) {
        return leadMillis == 0 ? time - 1 : Math.floorDiv(time - 1, TICK_MILLIS) * TICK_MILLIS;
    }

    /** One way out of the job, and how much time has passed there. */
    final class Way {
        private long passed = Long.MIN_VALUE;

        void passed(Instant time) {
            note(this, time.toEpochMilli());
        }
    }

    /** One more way out, to be waited for as well. Before the job starts. */
    synchronized Way way() {
        Way way = new Way();
        ways.add(way);
        return way;
    }

    /** Done when so much time has passed everywhere, less the lead. One waits at a time. */
    synchronized CompletableFuture<Void> reached(long time) {
        if (leadMillis == Long.MAX_VALUE) {
            return NOW;
        }
        awaited = time - leadMillis;
        arrived = slowest() >= awaited ? NOW : new CompletableFuture<>();
        return arrived;
    }

    private void note(Way way, long time) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            way.passed = time;
            if (arrived.isDone() || slowest() < awaited) {
                return;
            }
            waiting = arrived;
        }
        waiting.complete(null);
    }

    private long slowest() {
        return ways.stream().mapToLong(way -> way.passed).min().orElse(Long.MAX_VALUE);
    }
}
