package dev.vigil.flink.replay;

import dev.vigil.fleet.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The time of a replay: that of the recording without the times in which nobody looked, because the monitor was down or
 * asleep, or its clock was set. So they count for nothing, and time never goes back.
 *
 * <p>One thread puts readings in; any thread translates times back.
 */
final class Timeline {

    /** A monitor that runs emits something each second; the longest wait of all is one for an answer. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    /** From a time of the replay on: what must be added to it for the time of the recording; ms. */
    private final NavigableMap<Long, Long> offsets = new ConcurrentSkipListMap<>();

    private long recorded = Long.MIN_VALUE;
    private long offset;

    /** The time of the replay at which this reading comes, ms since 1970. */
    long place(Reading reading, long time) {
        if (recorded == Long.MIN_VALUE) {
            offsets.put(Long.MIN_VALUE, 0L);
        } else if (leavesOut(reading, time - recorded)) {
            long replayed = recorded - offset;
            offset = time - replayed;
            offsets.put(replayed, offset);
        }
        recorded = time;
        return time - offset;
    }

    private static boolean leavesOut(Reading reading, long gap) {
        return gap < 0 || gap > LONGEST_SILENCE.toMillis() || reading instanceof Reading.Resumed;
    }

    /** What the monitor's clock said at this time of the replay. */
    Instant recorded(long replayed) {
        Map.Entry<Long, Long> from = offsets.floorEntry(replayed);
        return Instant.ofEpochMilli(replayed + (from == null ? 0 : from.getValue()));
    }
}
