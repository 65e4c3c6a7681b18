package dev.vigil.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Finds the blocks of a file, one after another, over whatever damage there is between them. Confined to one thread. */
final class BlockScan {

    private static final int WINDOW = 1 << 16;
    /**
     * So many times the size of the file is read of blocks that turn out not to be whole. Damage costs what it covers, once;
     * only headers made to lie, each with as many bytes behind it as there may be, cost more.
     */
    private static final int MOST_IN_VAIN = 4;

    private final FileChannel channel;
    private final long size;
    private final ByteBuffer header = ByteBuffer.allocate(BlockHeader.SIZE);
    private long position;
    private long endOfLast;
    private long skipped;
    private long skippedAt;
    private long inVain;

    /**
     * Looks at the beginning of the file.
     *
     * @param name of the file, for messages
     * @throws NotARecordingException where that is not a recording's; an empty file is one
     */
    BlockScan(FileChannel channel, String name) throws IOException {
        this.channel = channel;
        this.size = channel.size();
        ByteBuffer begin = ByteBuffer.allocate((int) Math.min(size, FileHeader.SIZE));
        fill(begin, 0);
        FileHeader.check(name, begin.array());
        position = begin.capacity() == FileHeader.SIZE ? FileHeader.SIZE : 0;
        endOfLast = position;
    }

    /**
     * A block of the file.
     *
     * @param at where in the file it begins
     * @param header what stands before it
     * @param stored its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Block(long at, BlockHeader header, byte[] stored) {}

    /** The next whole block; empty at the end of the file. */
    Optional<Block> next() throws IOException {
        while (position < size) {
            Optional<Block> block = blockAt(position);
            if (block.isPresent()) {
                skippedAt = skipped == 0 ? endOfLast : skippedAt;
                skipped += position - endOfLast;
                position = behind(block.get().header(), position);
                endOfLast = position;
                return block;
            }
            position = inVain > MOST_IN_VAIN * size ? size : markerAfter(position);
        }
        return Optional.empty();
    }

    private Optional<Block> blockAt(long at) throws IOException {
        Optional<BlockHeader> known = headerAt(at);
        if (known.isEmpty() || !fits(known.get(), at)) {
            return Optional.empty();
        }
        byte[] stored = new byte[known.get().stored()];
        fill(ByteBuffer.wrap(stored), at + BlockHeader.SIZE);
        if (BlockHeader.checksum(stored, 0, stored.length) != known.get().checksum()) {
            inVain += stored.length;
            return Optional.empty();
        }
        return Optional.of(new Block(at, known.get(), stored));
    }

    private boolean fits(BlockHeader block, long at) {
        return behind(block, at) <= size;
    }

    private Optional<BlockHeader> headerAt(long at) throws IOException {
        if (at + BlockHeader.SIZE > size) {
            return Optional.empty();
        }
        header.clear();
        fill(header, at);
        return BlockHeader.read(header.flip());
    }

    /** Where the next block might begin behind this place; the end of the file where none might. */
    private long markerAfter(long place) throws IOException {
        int overlap = Integer.BYTES - 1;
        for (long from = place + 1; from + BlockHeader.SIZE <= size; from += WINDOW - overlap) {
            ByteBuffer window = ByteBuffer.allocate((int) Math.min(WINDOW, size - from));
            fill(window, from);
            for (int i = 0; i + Integer.BYTES <= window.capacity(); i++) {
                if (window.getInt(i) == BlockHeader.MARKER && headerAt(from + i).isPresent()) {
                    return from + i;
                }
            }
        }
        return size;
    }

    private void fill(ByteBuffer buffer, long from) throws IOException {
        long at = from;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                throw new IOException("the file became shorter while it was read");
            }
            at += read;
        }
    }

    /** Bytes before whole blocks that belonged to none, so far. */
    long skipped() {
        return skipped;
    }

    /**
     * What belonged to no whole block; all of it once {@link #next} has found no more.
     *
     * @param lostReadings readings in whole blocks that were of no use
     */
    Damage damage(long lostReadings) {
        return new Damage(size - endOfLast, endOfLast, skipped, skippedAt, lostReadings);
    }

    /**
     * Where the last whole block ends, and the next may begin: behind it is only what a kill tore off. Reads headers, and of
     * the blocks only the last.
     */
    long findEnd() throws IOException {
        long end = position;
        long at = position;
        while (at < size) {
            long begin = at;
            Optional<BlockHeader> known = headerAt(begin).filter(block -> fits(block, begin));
            at = known.isPresent() ? behind(known.get(), begin) : markerAfter(begin);
            boolean whole = known.isPresent()
                    && (headerAt(at).isPresent() || blockAt(begin).isPresent());
            end = whole ? at : end;
        }
        return end;
    }

    private static long behind(BlockHeader block, long at) {
        return at + BlockHeader.SIZE + block.stored();
    }
}
