package dev.vigil.recording;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What stands before each block of a recording, 41 bytes, numbers big-endian: {@code VBLK}, kind, bytes in the file, bytes
 * unpacked, readings, first and last row time, checksum of the bytes in the file, checksum of the header. CRC-32C finds
 * every damage of up to 32 bits in a row.
 *
 * @param kind what the block holds
 * @param stored bytes that follow
 * @param raw bytes they unpack to
 * @param count readings
 * @param first row time of the first, ms since 1970
 * @param last row time of the last, ms since 1970
 * @param checksum of the bytes that follow
 */
record BlockHeader(Kind kind, int stored, int raw, int count, long first, long last, int checksum) {

    static final int SIZE = 41;
    static final int MARKER = 0x56424C4B;

    /** Most bytes of a block, packed or not: what is read is never trusted with more memory. */
    static final int MAX_BYTES = 1 << 25;

    /** Most readings of a block: more than fit into what a writer lets come together, the shortest has ten bytes. */
    static final int MAX_READINGS = 1 << 20;

    /** The end of the year 9999, ms since 1970: what lies beyond cannot be written down as people do. */
    private static final long LATEST = 253_402_300_799_999L;

    /** What a block holds. */
    enum Kind {
        /** A {@link Run}, not packed: a monitor began to write. */
        RUN(0),
        /** Readings that can be unpacked by themselves. */
        FIRST(1),
        /** Readings that can only be unpacked after the block before. */
        NEXT(2);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private static Optional<Kind> of(int code) {
            return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
        }
    }

    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE)
                .putInt(MARKER)
                .put((byte) kind.code)
                .putInt(stored)
                .putInt(raw)
                .putInt(count)
                .putLong(first)
                .putLong(last)
                .putInt(checksum);
        return bytes.putInt(checksum(bytes.array(), 0, SIZE - Integer.BYTES)).flip();
    }

    /** The header that stands there; empty where none does, or a damaged one. */
    static Optional<BlockHeader> read(ByteBuffer bytes) {
        int begin = bytes.position();
        if (bytes.remaining() < SIZE || bytes.getInt(begin) != MARKER) {
            return Optional.empty();
        }
        int at = bytes.arrayOffset() + begin;
        if (checksum(bytes.array(), at, SIZE - Integer.BYTES) != bytes.getInt(begin + SIZE - Integer.BYTES)) {
            return Optional.empty();
        }
        ByteBuffer fields = bytes.duplicate().position(begin + Integer.BYTES);
        Optional<Kind> kind = Kind.of(fields.get());
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        BlockHeader header = new BlockHeader(
                kind.get(),
                fields.getInt(),
                fields.getInt(),
                fields.getInt(),
                fields.getLong(),
                fields.getLong(),
                fields.getInt());
        return header.isPossible() ? Optional.of(header) : Optional.empty();
    }

    private boolean isPossible() {
        return stored >= 0
                && stored <= MAX_BYTES
                && raw >= 0
                && raw <= MAX_BYTES
                && count >= 0
                && count <= MAX_READINGS
                && first >= 0
                && first <= last
                && last <= LATEST;
    }

    static int checksum(byte[] bytes, int from, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }
}
