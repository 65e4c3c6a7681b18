package dev.vigil.fleet.wire;

import java.io.DataInput;
import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads from bytes in memory, without the locks of {@link java.io.ByteArrayInputStream}; and texts that come again and
 * again, as most do here, are made once. Confined to one thread.
 */
public final class ByteInput implements DataInput {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** A power of two; a second of 1,000 ranks has some 5,000 texts of this kind. */
    private static final int TEXTS = 1 << 13;
    /** Longer ones seldom come again, and their bytes would have to be compared. */
    private static final int LONGEST_KEPT = 200;

    private final @Nullable Kept[] kept = new Kept[TEXTS];
    private byte[] bytes = new byte[0];
    private int at;

    @SuppressWarnings("ArrayRecordComponent") // compared by its bytes, never by equals
    private record Kept(byte[] bytes, String text) {}

    /** Goes on with these bytes, from their beginning. */
    public void open(byte[] next) {
        bytes = next;
        at = 0;
    }

    /** Bytes not yet read. */
    public int remaining() {
        return bytes.length - at;
    }

    /** A text of so many bytes. */
    String text(int length) throws IOException {
        int from = take(length);
        if (length > LONGEST_KEPT) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        int hash = 1;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        int slot = (hash ^ hash >>> 16) & TEXTS - 1;
        Kept known = kept[slot];
        if (known != null && Arrays.equals(known.bytes, 0, known.bytes.length, bytes, from, from + length)) {
            return known.text;
        }
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        kept[slot] = new Kept(Arrays.copyOfRange(bytes, from, from + length), text);
        return text;
    }

    /** Where the next so many bytes begin, which are then read. */
    private int take(int length) throws EOFException {
        int from = at;
        if (length < 0 || length > bytes.length - from) {
            throw new EOFException();
        }
        at = from + length;
        return from;
    }

    @Override
    public void readFully(byte[] into) throws IOException {
        readFully(into, 0, into.length);
    }

    @Override
    public void readFully(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        System.arraycopy(bytes, take(length), into, offset, length);
    }

    @Override
    public int skipBytes(int count) {
        int skipped = Math.max(0, Math.min(count, remaining()));
        at += skipped;
        return skipped;
    }

    @Override
    public boolean readBoolean() throws IOException {
        return readByte() != 0;
    }

    @Override
    public byte readByte() throws IOException {
        return bytes[take(1)];
    }

    @Override
    public int readUnsignedByte() throws IOException {
        return readByte() & 0xFF;
    }

    @Override
    public short readShort() throws IOException {
        return (short) readUnsignedShort();
    }

    @Override
    public int readUnsignedShort() throws IOException {
        return readUnsignedByte() << 8 | readUnsignedByte();
    }

    @Override
    public char readChar() throws IOException {
        return (char) readUnsignedShort();
    }

    @Override
    public int readInt() throws IOException {
        return (int) INT.get(bytes, take(Integer.BYTES));
    }

    @Override
    public long readLong() throws IOException {
        return (long) LONG.get(bytes, take(Long.BYTES));
    }

    @Override
    public float readFloat() throws IOException {
        return Float.intBitsToFloat(readInt());
    }

    @Override
    public double readDouble() throws IOException {
        return Double.longBitsToDouble(readLong());
    }

    @Override
    public String readLine() {
        throw new UnsupportedOperationException("texts are written by Wire.writeText");
    }

    @Override
    public String readUTF() {
        throw new UnsupportedOperationException("texts are written by Wire.writeText");
    }
}
