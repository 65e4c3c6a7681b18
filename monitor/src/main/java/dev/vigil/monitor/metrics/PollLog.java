package dev.vigil.monitor.metrics;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.Batch;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The newest attempt to read each target; written by the collector's threads, read by any. */
public final class PollLog {

    private final Clock clock;
    private final Map<TargetKey, Entry> entries = new ConcurrentHashMap<>();

    /** An empty log. */
    public PollLog(Clock clock) {
        this.clock = clock;
    }

    /** The newest attempt to read a target; empty before the first. */
    public Optional<Entry> newest(TargetKey target) {
        return Optional.ofNullable(entries.get(target));
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

    /** Remembers the newest attempt of a batch; one that was not made does not hide why the one before it failed. */
    public void note(Batch batch) {
        for (Reading reading : batch.readings()) {
            if (reading instanceof Reading.Attempt attempt) {
                Entry entry = new Entry(clock.instant(), batch.reachable(), attempt);
                entries.merge(batch.target(), entry, PollLog::newer);
            }
        }
    }

    private static Entry newer(Entry before, Entry now) {
        boolean asked = now.attempt().outcome() != Reading.Outcome.SKIPPED;
        return asked || before.attempt().outcome() == Reading.Outcome.OK ? now : before;
    }

    void forget(TargetKey target) {
        entries.remove(target);
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
