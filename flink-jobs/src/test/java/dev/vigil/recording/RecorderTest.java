package dev.vigil.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecorderTest {

    private static final Run RUN = new Run(FleetSettings.DEFAULT, "0.1.0");
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final TargetKey TARGET = new TargetKey("pretrain", "10.0.0.1:9900");

    private final Disk disk = new Disk();
    private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

    /** Takes blocks, or fails, or keeps the writer waiting. */
    private static final class Disk implements BlockSink {

        private final BlockingQueue<BlockHeader> written = new LinkedBlockingQueue<>();
        private volatile boolean full;
        private volatile CountDownLatch busy = new CountDownLatch(0);

        @Override
        public int append(BlockHeader header, byte[] stored) throws IOException {
            try {
                busy.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (full) {
                throw new IOException("No space left on device");
            }
            written.add(header);
            return stored.length;
        }

        @Override
        public void force() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is held.
        }

        BlockHeader next() throws InterruptedException {
            return written.poll(60, TimeUnit.SECONDS);
        }
    }

    private static Reading reading(int length) {
        return new Reading.Attempt(
                TARGET, "mailbox", Reading.Outcome.ERROR, 0.1, "x".repeat(length), Reading.Process.UNKNOWN);
    }

    private Recorder recorder() throws IOException, InterruptedException {
        Recorder recorder = Recorder.start(disk, RUN, notes::add);
        assertThat(disk.next().kind()).isEqualTo(BlockHeader.Kind.RUN);
        return recorder;
    }

    @Test
    void aFullDiskIsToldOnceAndCountedAndGoneOnFrom() throws Exception {
        try (Recorder recorder = recorder()) {
            disk.full = true;
            recorder.record(reading(300_000), NOW);
            assertThat(notes.poll(60, TimeUnit.SECONDS)).contains("No space left on device");
            assertThat(recorder.status().dropped()).isEqualTo(1);
            assertThat(recorder.status().problem()).contains("No space left on device");

            disk.full = false;
            recorder.record(reading(300_000), NOW);
            assertThat(notes.poll(60, TimeUnit.SECONDS)).contains("goes on").contains("1 readings are missing");
            assertThat(disk.next().kind()).isEqualTo(BlockHeader.Kind.FIRST);
            assertThat(recorder.status().problem()).isEmpty();
            assertThat(recorder.status().readings()).isEqualTo(1);
        }
        assertThat(notes).isEmpty();
    }

    @Test
    void aSlowDiskBoundsMemoryAndNeverHoldsTheCallerUp() throws Exception {
        disk.busy = new CountDownLatch(0);
        try (Recorder recorder = recorder()) {
            disk.busy = new CountDownLatch(1);
            int tenTimesTooMuch = 10 * Recorder.MOST_PENDING / 100_000;
            for (int i = 0; i < tenTimesTooMuch; i++) {
                recorder.record(reading(100_000), NOW);
            }
            long dropped = recorder.status().dropped();
            disk.busy.countDown();

            assertThat(dropped).isBetween((long) tenTimesTooMuch * 7 / 10, (long) tenTimesTooMuch);
        }
        long written = disk.written.stream().mapToLong(BlockHeader::count).sum();
        assertThat(written).isPositive();
    }

    @Test
    void blocksLeanOnEachOtherForAWhileOnly() throws Exception {
        try (Recorder recorder = recorder()) {
            int firsts = 0;
            for (int i = 0; i < 70; i++) {
                recorder.record(reading(300_000), NOW);
                firsts += disk.next().kind() == BlockHeader.Kind.FIRST ? 1 : 0;
            }
            assertThat(firsts).isEqualTo(3);
        }
    }

    @Test
    void whatComesAfterTheEndIsNotTaken() throws Exception {
        Recorder recorder = recorder();
        recorder.record(reading(1), NOW);
        recorder.close();
        recorder.record(reading(1), NOW);

        assertThat(List.copyOf(disk.written)).hasSize(1);
        assertThat(recorder.status().readings()).isEqualTo(1);
    }
}
