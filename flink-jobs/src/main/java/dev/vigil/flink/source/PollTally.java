package dev.vigil.flink.source;

import dev.vigil.fleet.Reading.MonitorBeat;
import dev.vigil.fleet.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Counts how the polling itself goes, for table {@code monitor}. Confined to the reader's thread. */
final class PollTally {

    /** {@code late_polls} looks back one minute, so that it falls again when polling recovers. */
    private static final int BEATS = 60;

    private final Duration lateAfter;
    private final Map<TargetKey, Boolean> reachable = new HashMap<>();
    private final long[] late = new long[BEATS];
    private int beat;

    /**
     * Starts with nothing counted.
     *
     * @param lateAfter a poll that begins this long after its time has missed a round
     */
    PollTally(Duration lateAfter) {
        this.lateAfter = lateAfter;
    }

    /** A poll ended. */
    void count(Batch batch) {
        reachable.put(batch.target(), batch.reachable());
        if (batch.lateness().compareTo(lateAfter) >= 0) {
            late[beat]++;
        }
    }

    /** A target left. */
    void forget(TargetKey target) {
        reachable.remove(target);
    }

    /** The row of this second; the next second's count begins. */
    MonitorBeat beat(int targets, MonitorHealth health, Instant now) {
        long latePolls = 0;
        for (long second : late) {
            latePolls += second;
        }
        beat = (beat + 1) % BEATS;
        late[beat] = 0;
        long answering =
                reachable.values().stream().filter(Boolean::booleanValue).count();
        double uptime = Duration.between(health.startedAt(), now).toMillis() / 1000.0;
        return new MonitorBeat(targets, answering, latePolls, health.failedRules(), uptime);
    }
}
