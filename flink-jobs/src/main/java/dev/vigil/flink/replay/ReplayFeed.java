package dev.vigil.flink.replay;

import dev.vigil.fleet.Reading;
import dev.vigil.flink.bounded.Timed;
import dev.vigil.recording.Chunk;
import dev.vigil.recording.RecordingReader;
import dev.vigil.recording.Run;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recording on a thread of its own, a little ahead of those who work through it, and deals it out to them by job: all
 * of one job goes to one share.
 */
final class ReplayFeed implements AutoCloseable {

    /** Readings handed over at one time: what waits between the threads is bounded, however many a block holds. */
    private static final int PORTION = 4_096;

    private final RecordingReader reader;
    private final Timeline timeline;
    private final List<ShareInput> shares = new ArrayList<>();
    /** In turn: by chance one share might have most of the jobs. */
    private final Map<String, Integer> shareOfJob = new HashMap<>();

    private final Thread thread = new Thread(this::run, "vigil-replay-reader");

    // Written by the reading thread; read once it has ended.
    private final List<Run> runs = new ArrayList<>();
    private long count;
    private Optional<Instant> first = Optional.empty();
    private Optional<Instant> last = Optional.empty();
    private @Nullable IOException unreadable;

    ReplayFeed(RecordingReader reader, Timeline timeline) {
        this.reader = reader;
        this.timeline = timeline;
        thread.setDaemon(true);
    }

    /** One more share; before {@link #start}. */
    Iterator<Timed<Reading>> share() {
        ShareInput share = new ShareInput();
        shares.add(share);
        return share;
    }

    /** Begins to read. */
    void start() {
        thread.start();
    }

    private void run() {
        try {
            end(read());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(@Nullable Exception failure) throws InterruptedException {
        for (ShareInput share : shares) {
            share.end(failure);
        }
    }

    /** Why it ended before the end; null where it did not. */
    private @Nullable Exception read() throws InterruptedException {
        try {
            for (Optional<Chunk> chunk = reader.next(); chunk.isPresent(); chunk = reader.next()) {
                if (chunk.get() instanceof Chunk.Begun begun) {
                    runs.add(begun.run());
                } else if (chunk.get() instanceof Chunk.Readings readings && readings.times().length > 0) {
                    deal(readings);
                }
            }
            return null;
        } catch (IOException e) {
            unreadable = e;
            return e;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private void deal(Chunk.Readings chunk) throws InterruptedException {
        long[] times = chunk.times();
        for (int from = 0; from < times.length; from += PORTION) {
            deal(chunk, from, Math.min(from + PORTION, times.length));
        }
        count += times.length;
        first = first.isEmpty() ? Optional.of(Instant.ofEpochMilli(times[0])) : first;
        last = Optional.of(Instant.ofEpochMilli(times[times.length - 1]));
    }

    private void deal(Chunk.Readings chunk, int from, int to) throws InterruptedException {
        List<List<Timed<Reading>>> portions = new ArrayList<>();
        shares.forEach(share -> portions.add(new ArrayList<>()));
        Instant time = Instant.EPOCH;
        for (int i = from; i < to; i++) {
            Reading reading = chunk.readings().get(i);
            long placed = timeline.place(reading, chunk.times()[i]);
            time = time.toEpochMilli() == placed ? time : Instant.ofEpochMilli(placed);
            portions.get(shareOf(reading)).add(Timed.of(time, reading));
        }
        for (int i = 0; i < shares.size(); i++) {
            portions.get(i).add(Timed.passed(time.minusMillis(1))); // time passes also where nothing happens
            shares.get(i).put(portions.get(i));
        }
    }

    private int shareOf(Reading reading) {
        return shareOfJob.computeIfAbsent(reading.target().job(), job -> shareOfJob.size() % shares.size());
    }

    /** Ends all shares where they are. */
    void abandon() {
        thread.interrupt();
        join();
        shares.forEach(ShareInput::abandon);
    }

    /** Ends the thread, if it has not ended by itself. */
    @Override
    public void close() {
        thread.interrupt();
        join();
    }

    /** Waits until all was read, as it was where all shares have come to their ends. */
    void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why the file could not be read to its end; empty where it could. */
    Optional<IOException> unreadable() {
        return Optional.ofNullable(unreadable);
    }

    /** Readings in all. */
    long count() {
        return count;
    }

    /** Runs of a monitor whose beginning was read. */
    List<Run> runs() {
        return List.copyOf(runs);
    }

    /** When the recording begins, by the monitor's clock. */
    Optional<Instant> first() {
        return first;
    }

    /** When it ends. */
    Optional<Instant> last() {
        return last;
    }
}
