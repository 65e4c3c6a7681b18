package dev.vigil.recording;

import dev.vigil.fleet.Reading;
import dev.vigil.recording.BlockHeader.Kind;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes readings into a file, on a thread of its own: who hands them over never waits for the disk. Once a second what has
 * come is written; a killed process loses that much.
 *
 * <p>Where the disk is too slow, or full, readings are left out and counted; recording goes on once it can. Memory is bounded
 * by a few times {@link #MOST_PENDING}.
 */
public final class Recorder implements AutoCloseable {

    /** Readings of 1,000 ranks for some ten seconds. */
    static final int MOST_PENDING = 1 << 23;

    private static final Duration PERIOD = Duration.ofSeconds(1);
    /** A second that brings this much need not be over to be written; bounds what a replay holds at one time, too. */
    private static final int FULL_BLOCK = 1 << 18;
    /** A damaged block takes at most so many with it, at the cost of some percent of size. */
    private static final int BLOCKS_TOGETHER = 32;
    /** A machine that loses its power loses about this much. */
    private static final int BLOCKS_UNFORCED = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final BlockSink file;
    private final Consumer<String> notes;
    private final Packing packing = new Packing();
    private final Thread thread;
    private int together;
    private int unforced;

    private Pending pending = new Pending();
    private boolean closing;
    private long readings;
    private long dropped;
    private long bytes;
    private @Nullable String problem;

    private Recorder(BlockSink file, Consumer<String> notes) {
        this.file = file;
        this.notes = notes;
        this.thread = new Thread(this::run, "vigil-recorder");
        thread.setDaemon(true);
    }

    /**
     * Begins to record.
     *
     * @param path the file; what stands in it stays, a torn end excepted
     * @param run what to write of this run
     * @param notes told, for people, when recording fails and when it goes on; called on the recorder's thread
     * @throws NotARecordingException where the file is of another kind: nothing was changed
     * @throws IOException where it cannot be written, or another process writes to it
     */
    public static Recorder start(Path path, Run run, Consumer<String> notes) throws IOException {
        BlockSink file = RecordingFile.open(path);
        try {
            return start(file, run, notes);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    static Recorder start(BlockSink file, Run run, Consumer<String> notes) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        run.write(new DataOutputStream(text));
        byte[] stored = text.toByteArray();
        int checksum = BlockHeader.checksum(stored, 0, stored.length);
        file.append(new BlockHeader(Kind.RUN, stored.length, stored.length, 0, 0, 0, checksum), stored);
        Recorder recorder = new Recorder(file, notes);
        recorder.thread.start();
        return recorder;
    }

    /** Takes a reading; any thread, returns at once. */
    public synchronized void record(Reading reading, Instant time) {
        if (closing || pending.size() >= MOST_PENDING) {
            dropped++;
            return;
        }
        pending.add(reading, time.toEpochMilli());
        if (pending.size() >= FULL_BLOCK) {
            notifyAll();
        }
    }

    /** How it goes; any thread. */
    public synchronized RecorderStatus status() {
        return new RecorderStatus(readings, dropped, bytes, Optional.ofNullable(problem));
    }

    private void run() {
        try {
            for (Optional<Pending> block = take(); block.isPresent(); block = take()) {
                if (block.get().count() > 0) {
                    write(block.get());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What has come, after a second or when it is much; empty when there will be no more. */
    private synchronized Optional<Pending> take() throws InterruptedException {
        long end = System.nanoTime() + PERIOD.toNanos();
        long left = PERIOD.toMillis();
        while (left > 0 && !closing && pending.size() < FULL_BLOCK) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
        if (closing && pending.count() == 0) {
            return Optional.empty();
        }
        Pending taken = pending;
        pending = new Pending();
        return Optional.of(taken);
    }

    private void write(Pending block) {
        Kind kind = together == 0 ? Kind.FIRST : Kind.NEXT;
        try {
            if (block.size() > BlockHeader.MAX_BYTES) {
                throw new IOException("a reading of " + block.size() + " bytes");
            }
            if (kind == Kind.FIRST) {
                packing.reset();
            }
            byte[] stored = packing.pack(block.bytes(), block.size());
            int checksum = BlockHeader.checksum(stored, 0, stored.length);
            int size = file.append(
                    new BlockHeader(
                            kind, stored.length, block.size(), block.count(), block.first(), block.last(), checksum),
                    stored);
            together = (together + 1) % BLOCKS_TOGETHER;
            force();
            wrote(block.count(), size);
        } catch (IOException e) {
            together = 0;
            failed(block.count(), e);
        }
    }

    private void force() throws IOException {
        unforced = (unforced + 1) % BLOCKS_UNFORCED;
        if (unforced == 0) {
            file.force();
        }
    }

    private void wrote(int count, int size) {
        boolean again;
        synchronized (this) {
            readings += count;
            bytes += size;
            again = problem != null;
            problem = null;
        }
        if (again) {
            notes.accept("recording goes on; " + status().dropped() + " readings are missing from it");
        }
    }

    private void failed(int count, IOException failure) {
        String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        boolean first;
        synchronized (this) {
            dropped += count;
            first = problem == null;
            problem = reason;
        }
        if (first) {
            notes.accept("recording fails: " + reason + "; readings are left out of it until it can be written again");
        }
    }

    /** Writes what is there and ends; gives up after two seconds. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            packing.close();
            file.force();
        }
        file.close();
    }
}
