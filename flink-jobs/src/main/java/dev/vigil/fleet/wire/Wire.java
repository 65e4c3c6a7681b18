package dev.vigil.fleet.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers, texts and maps in few bytes. What is read is never trusted: a length beyond its bound is an
 * {@link IOException}, not an allocation.
 */
public final class Wire {

    /** Longest text that is read, in bytes: an answer of an endpoint is smaller by far. */
    static final int MAX_TEXT = 1 << 24;

    private static final int MAX_ENTRIES = 10_000;
    private static final int PART = 1 << 16;

    private Wire() {}

    /** A whole number in one to ten bytes: small magnitudes are short. */
    public static void writeLong(DataOutput out, long value) throws IOException {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /** What {@link #writeLong} wrote. */
    public static long readLong(DataInput in) throws IOException {
        long rest = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte part = in.readByte();
            rest |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return (rest >>> 1) ^ -(rest & 1);
            }
        }
        throw new IOException("a number of more than ten bytes");
    }

    /** A number of elements that is at most {@code max}. */
    public static int readCount(DataInput in, int max) throws IOException {
        long count = readLong(in);
        if (count < 0 || count > max) {
            throw new IOException(count + " elements where at most " + max + " may be");
        }
        return (int) count;
    }

    /** A text of any length. */
    public static void writeText(DataOutput out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeLong(out, bytes.length);
        out.write(bytes);
    }

    /** What {@link #writeText} wrote. */
    public static String readText(DataInput in) throws IOException {
        return readBytes(in, readCount(in, MAX_TEXT));
    }

    /** A text that may be null. */
    public static void writeNullableText(DataOutput out, @Nullable String text) throws IOException {
        if (text == null) {
            writeLong(out, -1);
        } else {
            writeText(out, text);
        }
    }

    /** What {@link #writeNullableText} wrote. */
    public static @Nullable String readNullableText(DataInput in) throws IOException {
        long length = readLong(in);
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > MAX_TEXT) {
            throw new IOException("a text of " + length + " bytes");
        }
        return readBytes(in, (int) length);
    }

    /** A number that may be null; every NaN, infinity and zero stays what it is. */
    public static void writeNullable(DataOutput out, @Nullable Double value) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            out.writeDouble(value);
        }
    }

    /** What {@link #writeNullable} wrote. */
    public static @Nullable Double readNullable(DataInput in) throws IOException {
        return in.readBoolean() ? in.readDouble() : null;
    }

    /** A map from text to text. */
    public static void writeMap(DataOutput out, Map<String, String> map) throws IOException {
        writeLong(out, map.size());
        for (Map.Entry<String, String> entry : map.entrySet()) {
            writeText(out, entry.getKey());
            writeText(out, entry.getValue());
        }
    }

    /** What {@link #writeMap} wrote. */
    public static Map<String, String> readMap(DataInput in) throws IOException {
        int count = readCount(in, MAX_ENTRIES);
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            map.put(readText(in), readText(in));
        }
        return map;
    }

    private static String readBytes(DataInput in, int length) throws IOException {
        if (in instanceof ByteInput memory) {
            return memory.text(length);
        }
        // In parts: a length that lies runs into the end of the input before it costs memory.
        if (length <= PART) {
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream(PART);
        byte[] part = new byte[PART];
        for (int rest = length; rest > 0; rest -= PART) {
            int next = Math.min(rest, PART);
            in.readFully(part, 0, next);
            whole.write(part, 0, next);
        }
        return whole.toString(StandardCharsets.UTF_8);
    }
}
