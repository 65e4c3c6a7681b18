package dev.vigil.flink;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How often the job may fail before the pipeline gives up: so often within so long. Confined to one thread. */
final class RestartBudget {

    private final Clock clock;
    private final int most;
    private final Duration within;
    private final Deque<Instant> spent = new ArrayDeque<>();

    RestartBudget(Clock clock, int most, Duration within) {
        this.clock = clock;
        this.most = most;
        this.within = within;
    }

    /** Takes one restart, if there is one left. */
    boolean take() {
        Instant now = clock.instant();
        while (!spent.isEmpty() && spent.peekFirst().isBefore(now.minus(within))) {
            spent.removeFirst();
        }
        if (spent.size() >= most) {
            return false;
        }
        spent.addLast(now);
        return true;
    }
}
