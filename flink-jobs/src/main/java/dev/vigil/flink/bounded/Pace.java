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

    private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    private final long leadMillis;
    private final List<Way> ways = new ArrayList<>();
    private long awaited = Long.MIN_VALUE;
    private CompletableFuture<Void> arrived = NOW;

    Pace(Duration lead) {
        this.leadMillis = lead.toMillis();
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
