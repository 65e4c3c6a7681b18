package dev.vigil.flink.replay;

import dev.vigil.fleet.Reading;
import dev.vigil.flink.bounded.Timed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** The share of a recording that one job works through: one thread puts portions in, another takes pieces out. */
final class ShareInput implements Iterator<Timed<Reading>> {

    /** Some MB at most: a portion has some hundred readings, and some thousand at most. */
    private static final int AHEAD = 4;

    private final BlockingQueue<Portion> portions = new ArrayBlockingQueue<>(AHEAD);
    private List<Timed<Reading>> current = List.of();
    private int next;

    /** The last one; what cannot be read is thrown where it would have come. */
    private @Nullable Portion end;

    /**
     * Some of it.
     *
     * @param pieces in order of time
     * @param last whether nothing comes behind it
     * @param failure why not, where that is not because it is all
     */
    private record Portion(
            List<Timed<Reading>> pieces,
            boolean last,
            @Nullable Exception failure) {}

    void put(List<Timed<Reading>> pieces) throws InterruptedException {
        portions.put(new Portion(pieces, false, null));
    }

    /** Nothing more comes; {@code failure} says why, null where that is all. */
    void end(@Nullable Exception failure) throws InterruptedException {
        portions.put(new Portion(List.of(), true, failure));
    }

    /** Nobody is interested in the rest: whoever waits for it is told that there is none. */
    void abandon() {
        portions.clear();
        portions.offer(new Portion(List.of(), true, null));
    }

    @Override
    public boolean hasNext() {
        while (next == current.size()) {
            if (end == null) {
                take();
            }
            if (end != null) {
                return isOver(end);
            }
        }
        return true;
    }

    private void take() {
        try {
            Portion portion = portions.take();
            current = portion.pieces();
            next = 0;
            end = portion.last() ? portion : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static boolean isOver(Portion end) {
        if (end.failure() instanceof IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        if (end.failure() != null) {
            throw new IllegalStateException(end.failure());
        }
        return false;
    }

    @Override
    public Timed<Reading> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return current.get(next++);
    }
}
