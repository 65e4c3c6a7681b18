package dev.vigil.recording;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes a large recording of a small one: each target becomes many, as ranks of many jobs, which say what it said at the same
 * time. For benchmarks, by hand and by {@code benchmarks/replay.py}: run {@code main} with the small file, the large one,
 * jobs, and ranks of each.
 */
final class Multiplied implements AutoCloseable {

    private final BlockSink out;
    private final int jobs;
    private final int ranks;
    private final Packing packing = new Packing();
    private int blocks;
    private long count;

    private Multiplied(BlockSink out, int jobs, int ranks) {
        this.out = out;
        this.jobs = jobs;
        this.ranks = ranks;
    }

    public static void main(String[] arguments) throws IOException {
        Path small = Path.of(arguments[0]);
        Path large = Path.of(arguments[1]);
        Files.deleteIfExists(large);
        try (RecordingReader reader = RecordingReader.open(small);
                Multiplied copies = new Multiplied(
                        RecordingFile.open(large), Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]))) {
            for (Optional<Chunk> chunk = reader.next(); chunk.isPresent(); chunk = reader.next()) {
                copies.add(chunk.get());
            }
            System.out.println(copies.count + " readings, " + Files.size(large) + " bytes");
        }
    }

    private void add(Chunk chunk) throws IOException {
        if (!(chunk instanceof Chunk.Readings readings)) {
            return;
        }
        Pending pending = new Pending();
        for (int i = 0; i < readings.times().length; i++) {
            Reading reading = readings.readings().get(i);
            boolean ofTarget = !reading.target().equals(Reading.NOBODY);
            for (int copy = 0; copy < (ofTarget ? jobs * ranks : 1); copy++) {
                pending.add(ofTarget ? copy(reading, copy) : reading, readings.times()[i]);
                if (pending.size() > 1 << 18) {
                    write(pending);
                    pending = new Pending();
                }
            }
        }
        write(pending);
    }

    private void write(Pending block) throws IOException {
        if (block.count() == 0) {
            return;
        }
        BlockHeader.Kind kind = blocks % 32 == 0 ? BlockHeader.Kind.FIRST : BlockHeader.Kind.NEXT;
        if (kind == BlockHeader.Kind.FIRST) {
            packing.reset();
        }
        byte[] stored = packing.pack(block.bytes(), block.size());
        int checksum = BlockHeader.checksum(stored, 0, stored.length);
        out.append(
                new BlockHeader(
                        kind, stored.length, block.size(), block.count(), block.first(), block.last(), checksum),
                stored);
        blocks++;
        count += block.count();
    }

    private Reading copy(Reading reading, int copy) {
        TargetKey key = new TargetKey("job" + copy / ranks, "10.0." + copy / 250 + "." + copy % 250 + ":9900");
        String rank = Integer.toString(copy % ranks);
        if (reading instanceof Reading.Mailbox mailbox) {
            return new Reading.Mailbox(key, mailbox.beat()); // of no rank itself: that of discovery holds
        }
        if (reading instanceof Reading.Attempt attempt) {
            return new Reading.Attempt(
                    key, attempt.probe(), attempt.outcome(), attempt.seconds(), attempt.error(), attempt.process());
        }
        if (reading instanceof Reading.Joined joined) {
            return new Reading.Joined(key, joined.labels(), joined.pid(), rank, ranks, joined.launcher());
        }
        if (reading instanceof Reading.Modules modules) {
            return new Reading.Modules(key, modules.rows());
        }
        if (reading instanceof Reading.Backtrace backtrace) {
            return new Reading.Backtrace(key, backtrace.frames());
        }
        return reading instanceof Reading.Table table
                ? new Reading.Table(key, table.table(), table.rows())
                : new Reading.Removed(key);
    }

    @Override
    public void close() throws IOException {
        packing.close();
        out.close();
    }
}
