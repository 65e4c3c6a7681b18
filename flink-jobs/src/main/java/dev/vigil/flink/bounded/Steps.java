package dev.vigil.flink.bounded;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Input through whose gaps time passes in steps, all on one grid. Operators with timers of their own (the fleet, SQL windows)
 * take one long step for one moment; the lifecycle of alerts needs no steps.
 *
 * @param <T> kind of input
 */
public final class Steps<T> implements Iterator<Timed<T>> {

    private final Iterator<Timed<T>> input;
    private final long step;
    private @Nullable Timed<T> next;
    private long passed = Long.MAX_VALUE;

    private Steps(Iterator<Timed<T>> input, Duration step) {
        this.input = input;
        this.step = step.toMillis();
    }

    /**
     * The same input with the passing of time in between.
     *
     * @param input in order of time
     * @param step how long a step is, at least 1 ms
     */
    public static <T> Iterator<Timed<T>> in(Iterator<Timed<T>> input, Duration step) {
        if (step.toMillis() < 1) {
            throw new IllegalArgumentException("not a step: " + step);
        }
        return new Steps<>(input, step);
    }

    @Override
    public boolean hasNext() {
        return next != null || input.hasNext();
    }

    @Override
    public Timed<T> next() {
        Timed<T> piece = next == null ? input.next() : next;
        long time = piece.time().toEpochMilli();
        long tick = passed == Long.MAX_VALUE ? time : Math.floorDiv(passed + step - 1, step) * step;
        if (tick < time) {
            next = piece;
            passed = tick + 1;
            return Timed.passed(Instant.ofEpochMilli(tick));
        }
        next = null;
        passed = Math.max(time, passed == Long.MAX_VALUE ? time : passed);
        return piece;
    }
}
