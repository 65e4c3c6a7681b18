package dev.vigil.recording;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.ReadingCodec;
import dev.vigil.fleet.wire.ByteInput;
import dev.vigil.fleet.wire.Wire;
import dev.vigil.recording.BlockHeader.Kind;
import dev.vigil.rules.NamedFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a recording from its beginning: all that is whole, over whatever is damaged. One block is in memory at a time.
 * Confined to one thread.
 */
public final class RecordingReader implements AutoCloseable {

    private final FileChannel channel;
    private final BlockScan scan;
    private final Packing packing = new Packing();
    private final ByteInput input = new ByteInput();
    private boolean broken;
    private long lostReadings;

    private RecordingReader(FileChannel channel, String name) throws IOException {
        this.channel = channel;
        this.scan = new BlockScan(channel, name);
    }

    /**
     * Opens a file; a monitor may still write to it, what it adds from now on is not read.
     *
     * @throws NotARecordingException where it is another kind of file
     * @throws IOException where it cannot be read; {@link NamedFile#why} says why
     */
    public static RecordingReader open(Path path) throws IOException {
        NamedFile.check(path);
        FileChannel channel = FileChannel.open(path);
        try {
            return new RecordingReader(channel, path.toString());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * What comes next; empty at the end.
     *
     * @throws IOException where the file cannot be read, or holds what this release does not know
     */
    public Optional<Chunk> next() throws IOException {
        while (true) {
            long skipped = scan.skipped();
            Optional<BlockScan.Block> block = scan.next();
            if (block.isEmpty()) {
                return Optional.empty();
            }
            BlockHeader header = block.get().header();
            broken = header.kind() == Kind.NEXT && (broken || scan.skipped() > skipped);
            if (!broken) {
                return Optional.of(chunk(block.get()));
            }
            lostReadings += header.count();
        }
    }

    /** What of the file could not be read so far; all of it once {@link #next} has found no more. */
    public Damage damage() {
        return scan.damage(lostReadings);
    }

    private Chunk chunk(BlockScan.Block block) throws IOException {
        BlockHeader header = block.header();
        if (header.kind() != Kind.NEXT) {
            packing.reset();
        }
        try {
            boolean run = header.kind() == Kind.RUN;
            input.open(run ? block.stored() : packing.unpack(block.stored(), header.raw()));
            return run ? new Chunk.Begun(Run.read(input)) : readings(header);
        } catch (EOFException e) {
            throw unknown(block, "it ends too early", e);
        } catch (IOException | IllegalArgumentException e) {
            throw unknown(block, String.valueOf(e.getMessage()), e);
        }
    }

    /** Its checksum is right, so that it was written like that: not by this release. */
    private static IOException unknown(BlockScan.Block block, String why, Exception cause) {
        return new IOException(
                "the block at byte " + block.at() + " is whole, but this release cannot read what it holds (" + why
                        + "); was it written by a newer Vigil?",
                cause);
    }

    private Chunk readings(BlockHeader header) throws IOException {
        long[] times = new long[header.count()];
        List<Reading> readings = new ArrayList<>();
        long time = header.first();
        for (int i = 0; i < times.length; i++) {
            time += Wire.readCount(input, Integer.MAX_VALUE);
            if (time > header.last()) {
                throw new IOException("a reading is later than the last one");
            }
            times[i] = time;
            readings.add(ReadingCodec.read(input));
        }
        return new Chunk.Readings(times, readings);
    }

    @Override
    public void close() throws IOException {
        packing.close();
        channel.close();
    }
}
