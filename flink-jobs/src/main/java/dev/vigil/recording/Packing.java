package dev.vigil.recording;

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Packs and unpacks blocks. Readings of one second repeat those of the second before; so a block is packed with the end of
 * the one before it as a dictionary. Confined to one thread.
 */
final class Packing implements AutoCloseable {

    /** How far DEFLATE looks back. */
    private static final int WINDOW = 1 << 15;
    /** Packs to within some percent of the best at twice its speed. */
    private static final int LEVEL = 4;

    private final Deflater deflater = new Deflater(LEVEL, true);
    private final Inflater inflater = new Inflater(true);
    private byte[] before = new byte[0];

    /** The next block will have to do without those before it. */
    void reset() {
        before = new byte[0];
    }

    byte[] pack(byte[] bytes, int length) {
        deflater.reset();
        if (before.length > 0) {
            deflater.setDictionary(before);
        }
        deflater.setInput(bytes, 0, length);
        deflater.finish();
        byte[] packed = new byte[length / 4 + 64];
        int size = 0;
        while (!deflater.finished()) {
            if (size == packed.length) {
                packed = Arrays.copyOf(packed, size * 2);
            }
            size += deflater.deflate(packed, size, packed.length - size);
        }
        remember(bytes, length);
        return Arrays.copyOf(packed, size);
    }

    /**
     * What {@link #pack} packed.
     *
     * @param length bytes unpacked, as the block says
     */
    byte[] unpack(byte[] packed, int length) throws IOException {
        inflater.reset();
        if (before.length > 0) {
            inflater.setDictionary(before);
        }
        inflater.setInput(packed);
        byte[] bytes = new byte[length];
        int size = 0;
        try {
            while (size < length) {
                int more = inflater.inflate(bytes, size, length - size);
                if (more == 0) {
                    throw new IOException("a block unpacks to " + size + " bytes, not " + length);
                }
                size += more;
            }
        } catch (DataFormatException e) {
            throw new IOException("a block that cannot be unpacked", e);
        }
        remember(bytes, length);
        return bytes;
    }

    private void remember(byte[] bytes, int length) {
        before = Arrays.copyOfRange(bytes, Math.max(0, length - WINDOW), length);
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
