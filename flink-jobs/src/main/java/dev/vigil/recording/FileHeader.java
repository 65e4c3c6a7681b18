package dev.vigil.recording;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The first bytes of a recording: eight that no text and no other format begins with, and the version of all that follows. */
final class FileHeader {

    static final int SIZE = 10;

    private static final short VERSION = 1;
    /** Begins beyond ASCII and holds both line ends, as PNG's does: a copy in text mode shows at once. */
    private static final byte[] MAGIC = "\u0089VGLR\r\n\n".getBytes(StandardCharsets.ISO_8859_1);

    private FileHeader() {}

    static ByteBuffer bytes() {
        return ByteBuffer.allocate(SIZE).put(MAGIC).putShort(VERSION).flip();
    }

    /**
     * Checks the beginning of a file.
     *
     * @param name of the file, for the message
     * @param begin its first bytes, fewer than {@link #SIZE} where it is shorter: cut, but none the less a recording
     */
    static void check(String name, byte[] begin) throws NotARecordingException {
        byte[] expected = Arrays.copyOf(MAGIC, Math.min(begin.length, MAGIC.length));
        if (!Arrays.equals(expected, Arrays.copyOf(begin, expected.length))) {
            throw new NotARecordingException(
                    name + " is not a recording of Vigil's (those begin with VGLR); vigil run --record makes one");
        }
        if (begin.length == SIZE) {
            int version = ByteBuffer.wrap(begin).getShort(MAGIC.length);
            if (version != VERSION) {
                throw new NotARecordingException(name + " is a recording in version " + version
                        + " of the format; this release reads version " + VERSION);
            }
        }
    }
}
