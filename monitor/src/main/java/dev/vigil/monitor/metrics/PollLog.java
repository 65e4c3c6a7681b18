package dev.vigil.monitor.metrics;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.Batch;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The newest attempt to read each target, and what it found; written by the collector's threads, read by any. */
public final class PollLog {

    private final Clock clock;
    private final Map<TargetKey, Entry> entries = new ConcurrentHashMap<>();
    private final Map<TargetKey, Integer> daemonThreads = new ConcurrentHashMap<>();

    /** An empty log. */
    public PollLog(Clock clock) {
        this.clock = clock;
    }

    /** The newest attempt to read a target; empty before the first. */
    public Optional<Entry> newest(TargetKey target) {
        return Optional.ofNullable(entries.get(target));
    }

    /** How many Python daemon threads a target had when it was last read; empty before the first document. */
    public Optional<Integer> daemonThreads(TargetKey target) {
        return Optional.ofNullable(daemonThreads.get(target));
    }

    /** Whether each of these targets has been asked at least once. */
    public boolean covers(Iterable<TargetKey> targets) {
        for (TargetKey target : targets) {
            if (!entries.containsKey(target)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Remembers the newest attempt of a batch, and what no table has of its document. An attempt that was not made does not
     * hide why the one before it failed.
     */
    public void note(Batch batch) {
        for (Reading reading : batch.readings()) {
            if (reading instanceof Reading.Attempt attempt) {
                Entry entry = new Entry(clock.instant(), batch.reachable(), attempt);
                entries.merge(batch.target(), entry, PollLog::newer);
            } else if (reading instanceof Reading.Mailbox mailbox) {
                daemonThreads.put(batch.target(), mailbox.beat().daemons());
            }
        }
    }

    private static Entry newer(Entry before, Entry now) {
        boolean asked = now.attempt().outcome() != Reading.Outcome.SKIPPED;
        return asked || before.attempt().outcome() == Reading.Outcome.OK ? now : before;
    }

    void forget(TargetKey target) {
        entries.remove(target);
        daemonThreads.remove(target);
    }

    /**
     * One attempt.
     *
     * @param at when it ended
     * @param reachable whether the target answered anything in that poll
     * @param attempt what was asked last and how it ended
     */
    public record Entry(Instant at, boolean reachable, Reading.Attempt attempt) {}
}
