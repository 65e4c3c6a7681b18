package dev.vigil.flink.replay;

import dev.vigil.fleet.Reading;
import dev.vigil.flink.bounded.Timed;
import java.time.Instant;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Input in whose gaps time passes as the tables need it: to each whole second, when the fleet ticks, and to the tick of the
 * lifecycle before that, since what the fleet then tells is judged at the first tick behind the time that had passed.
 */
final class Seconds implements Iterator<Timed<Reading>> {

    private static final long SECOND = 1_000;
    private static final long TICK = 50;

    private final Iterator<Timed<Reading>> input;
    private @Nullable Timed<Reading> waiting;
    /** Time of the last piece, and the last time that was told to have passed; ms since 1970. */
    private long last = Long.MIN_VALUE;

    private long passed = Long.MIN_VALUE;

    Seconds(Iterator<Timed<Reading>> input) {
        this.input = input;
    }

    @Override
    public boolean hasNext() {
        return waiting != null || input.hasNext();
    }

    @Override
    public Timed<Reading> next() {
        Timed<Reading> piece = waiting == null ? input.next() : waiting;
        long time = piece.time().toEpochMilli();
        passed = passed == Long.MIN_VALUE ? time - 1 : passed;
        long second = (Math.floorDiv(passed, SECOND) + 1) * SECOND;
        if (second < time) {
            waiting = piece;
            passed = Math.max(passed, last) < second - TICK ? second - TICK : second;
            return Timed.passed(Instant.ofEpochMilli(passed));
        }
        waiting = null;
        last = time;
        passed = piece.value() == null ? Math.max(passed, time) : passed;
        return piece;
    }
}
