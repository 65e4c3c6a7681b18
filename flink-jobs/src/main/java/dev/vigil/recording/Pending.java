package dev.vigil.recording;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.ReadingCodec;
import dev.vigil.fleet.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Readings on their way to the file, as bytes already: so that it is known how much memory they take. */
final class Pending {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private int count;
    private long first;
    private long last;

    /**
     * Adds a reading.
     *
     * @param time its row time, ms since 1970; a smaller one than before counts as that
     */
    void add(Reading reading, long time) {
        first = count == 0 ? time : first;
        long before = count == 0 ? time : last;
        last = Math.max(before, time);
        try {
            Wire.writeLong(out, last - before);
            ReadingCodec.write(out, reading);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a byte array takes all that is written
        }
        count++;
    }

    int count() {
        return count;
    }

    int size() {
        return bytes.size();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }
}
