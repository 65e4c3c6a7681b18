package dev.vigil.flink.table;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.cluster.InProcess;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The one place where row time passes: the watermark follows the wall clock, so that it passes also when all targets are
 * silent.
 *
 * <p>It stands still from the start until the source has announced what it resumes ({@link Reading.Resumed}) and each of
 * those targets has given a reading (a failed attempt is one), at most for a given time. Else timers would fire on what was
 * true before the restart. The same after a pause of the whole process (suspended, or starved): then each known target is
 * waited for.
 *
 * <p>A row is never stamped below the watermark: both come from one clock that never goes back, the row's time is that
 * clock's, the watermark is 1 ms less.
 */
final class WallClockWatermarks implements WatermarkGenerator<Reading> {

    /** A jump might fire what a reading on its way would have prevented; a step of this size catches up fast enough. */
    private static final long MAX_STEP_MILLIS = 5_000;

    private final Clock clock;
    private final long maxHoldMillis;
    private final Set<TargetKey> known = new HashSet<>();

    /** Targets without a reading since the start; null before the source announced them. */
    private @Nullable Set<TargetKey> awaited;

    private long holdUntil = Long.MIN_VALUE;
    private long checkedAt = Long.MIN_VALUE;
    private long watermark = Long.MIN_VALUE;

    WallClockWatermarks(Clock clock, Duration maxHold) {
        this.clock = clock;
        this.maxHoldMillis = maxHold.toMillis();
    }

    /**
     * Row time and watermark for readings that come with their own timestamps.
     *
     * @param clock the same that stamps the readings; must never go back
     * @param maxHold how long a target that gives no reading may hold time back after a start
     */
    static WatermarkStrategy<Reading> strategy(InProcess<Clock> clock, Duration maxHold) {
        return WatermarkStrategy.forGenerator(context -> new WallClockWatermarks(clock.get(), maxHold));
    }

    @Override
    public void onEvent(Reading reading, long timestamp, WatermarkOutput output) {
        if (reading instanceof Reading.Resumed resumed) {
            hold(resumed.targets(), timestamp);
        } else if (reading instanceof Reading.Attempt) {
            known.add(reading.target());
            arrived(reading.target());
        } else if (reading instanceof Reading.Removed) {
            known.remove(reading.target());
            arrived(reading.target());
        }
    }

    private void hold(Set<TargetKey> targets, long now) {
        awaited = new HashSet<>(targets);
        holdUntil = now + maxHoldMillis;
    }

    private void arrived(TargetKey target) {
        if (awaited != null) {
            awaited.remove(target);
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        if (awaited == null) {
            return;
        }
        long now = clock.millis();
        if (checkedAt != Long.MIN_VALUE && now - checkedAt > MAX_STEP_MILLIS) {
            hold(known, now);
        }
        checkedAt = now;
        if (!awaited.isEmpty() && now < holdUntil) {
            return;
        }
        long next = watermark == Long.MIN_VALUE ? now - 1 : Math.min(now - 1, watermark + MAX_STEP_MILLIS);
        if (next > watermark) {
            watermark = next;
            output.emitWatermark(new Watermark(next));
        }
    }
}
