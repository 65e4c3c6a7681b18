package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recordings that are none, or are damaged, or were made to do harm, given to {@code vigil replay}. Written here byte by byte,
 * after docs/replay.md and not by the code that is tested.
 */
class MalformedRecordingsTest {

    private static final byte[] MAGIC = "\u0089VGLR\r\n\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] HEADER = join(MAGIC, new byte[] {0, 1});
    private static final int RUN = 0;
    private static final int FIRST = 1;
    private static final int NEXT = 2;
    private static final long T0 = 1_800_000_000_000L;
    private static final int LARGEST = 1 << 25;

    /** A poll interval of a second, a retention of a minute, version "1"; numbers are zig-zag, seven bits to a byte. */
    private static final byte[] SETTINGS = join(number(1_000), number(60_000), text("1"));

    /** No time since the one before; version 2, kind 7: the target left discovery. */
    private static final byte[] REMOVED = join(new byte[] {0, 2, 7}, text("job"), text("10.0.0.4:9911"));

    private static final byte[] BEGUN = join(HEADER, block(RUN, SETTINGS, SETTINGS.length, 0, 0, 0));
    private static final byte[] READINGS = readings(FIRST, REMOVED, REMOVED.length, 1);
    private static final byte[] WHOLE = join(BEGUN, READINGS);

    private static final String TESTS = """
            rule_files: [pipe.yml]
            tests: [{name: t, silent: others}]
            """;
    private static final String CONFIG = """
            watch_configs:
            - job_name: j
              static_configs: [{targets: ["h:1"]}]
              authorization: {credentials_file: pipe.yml}
            """;

    @TempDir
    private Path folder;

    /** A file, and what must be told of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Bad(String name, byte[] bytes, String... told) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bad> files() {
        String end = BEGUN.length + " to its end";
        return Stream.of(
                new Bad("empty", new byte[0], ": holds no reading, so there is nothing to play: the file is empty"),
                new Bad("text", "groups: []\n".getBytes(StandardCharsets.UTF_8), " is not a recording of Vigil's"),
                new Bad("one byte", new byte[] {'V'}, " is not a recording of Vigil's"),
                new Bad("copied as text", replaced(WHOLE, 5, '\n'), " is not a recording of Vigil's"),
                new Bad("gzip", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0}, " is not a recording of Vigil's"),
                new Bad("zeros", new byte[4096], " is not a recording of Vigil's"),
                new Bad("later version", replaced(WHOLE, 9, 7), " is a recording in version 7 of the format"),
                new Bad("negative version", replaced(WHOLE, 8, 255), " is a recording in version -255 of the format"),
                new Bad("cut in the magic", Arrays.copyOf(WHOLE, 4), "from byte 0 to its end (4 bytes)"),
                new Bad("cut in the version", Arrays.copyOf(WHOLE, 9), "from byte 0 to its end (9 bytes)"),
                new Bad("just begun", BEGUN, "nothing to play: the monitor that made it ended within a second"),
                new Bad("cut in a header", Arrays.copyOf(WHOLE, BEGUN.length + 40), "from byte " + end),
                new Bad("cut in a block", Arrays.copyOf(WHOLE, WHOLE.length - 1), "from byte " + end),
                new Bad("flipped marker", replaced(WHOLE, BEGUN.length, 'v'), "from byte " + end),
                new Bad("flipped length", replaced(WHOLE, BEGUN.length + 8, 1), "from byte " + end),
                new Bad("flipped byte", replaced(WHOLE, WHOLE.length - 1, 0x55), "from byte " + end),
                new Bad("longer than the file", join(BEGUN, header(FIRST, LARGEST, LARGEST, 1, T0, T0)), end),
                new Bad("longer than may be", join(BEGUN, header(FIRST, LARGEST + 1, 1, 1, T0, T0)), end),
                new Bad("negative length", join(BEGUN, header(FIRST, -1, 1, 1, T0, T0)), end),
                new Bad("unpacks to more than may be", join(BEGUN, readings(FIRST, REMOVED, LARGEST + 1, 1)), end),
                new Bad("more readings than may be", join(BEGUN, readings(FIRST, REMOVED, 1, 1 << 21)), end),
                new Bad("unknown kind of block", join(BEGUN, readings(9, REMOVED, REMOVED.length, 1)), end),
                new Bad("backwards in time", join(BEGUN, block(FIRST, REMOVED, REMOVED.length, 1, T0, T0 - 1)), end),
                new Bad("end of time", join(BEGUN, block(FIRST, REMOVED, 1, 1, T0, Long.MAX_VALUE)), end),
                new Bad("headers that lie", lies(), "from byte " + end),
                unknown("leans on nothing", readings(NEXT, new byte[0], 5, 1), "unpacks to 0 bytes, not 5"),
                unknown("unpacks to less", readings(FIRST, REMOVED, 1_000, 1), "not 1000"),
                unknown("bomb", readings(FIRST, new byte[LARGEST], LARGEST, 1 << 20), "a reading in version 0"),
                unknown("more readings than there are", readings(FIRST, REMOVED, REMOVED.length, 5), "ends too early"),
                unknown("later reading", readings(FIRST, replaced(REMOVED, 1, 9), REMOVED.length, 1), "version 9"),
                unknown("unknown reading", readings(FIRST, replaced(REMOVED, 2, 99), REMOVED.length, 1), "kind 99"),
                unknown("endless text", readings(FIRST, join(new byte[] {0, 2, 7}, huge()), 13, 1), "elements"),
                unknown("endless time", readings(FIRST, join(huge(), REMOVED), 10 + REMOVED.length, 1), "elements"),
                unknown("later than its block", readings(FIRST, later(), later().length, 1), "later than the last one"),
                unknown("no interval", run(join(number(0), number(0), text("1"))), "intervals must be positive"),
                unknown("endless interval", run(join(number(Long.MAX_VALUE), number(1), text("1"))), "too long"),
                unknown("cut settings", run(new byte[] {0}), "ends too early"));
    }

    /** Whole, as far as checksums tell. */
    private static Bad unknown(String name, byte[] block, String why) {
        byte[] before = block[4] == RUN ? HEADER : BEGUN;
        return new Bad(name, join(before, block), "the block at byte " + before.length + " is whole, but", why);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void isRefusedWithItsPlace(Bad bad) throws IOException {
        Path file = Files.write(folder.resolve("bad.vgl"), bad.bytes());

        Typed typed = Typed.vigil("replay", file.toString());

        assertThat(typed.err()).startsWith("vigil: " + file).contains(bad.told());
        assertRefused(typed);
        assertThat(Files.readAllBytes(file)).isEqualTo(bad.bytes());
    }

    @Test
    void damageInTheMiddleIsToldAndTheRestIsPlayed() throws IOException {
        byte[] file = join(WHOLE, replaced(READINGS, READINGS.length - 1, 0x55), READINGS);
        Path path = Files.write(folder.resolve("damaged.vgl"), file);

        Typed typed = Typed.vigil("replay", path.toString(), "--rules", rules().toString());

        assertThat(typed.status()).isZero();
        assertThat(typed.out()).contains("2 readings");
        assertThat(typed.err())
                .contains("the recording is damaged from byte " + WHOLE.length + " on: " + READINGS.length
                        + " bytes cannot be read, and 0 readings behind them");
    }

    @Test
    void whatCannotBeReadBehindWhatCanEndsTheReplay() throws IOException {
        byte[] later = readings(FIRST, replaced(REMOVED, 1, 9), REMOVED.length, 1);
        Path file = Files.write(folder.resolve("later.vgl"), join(WHOLE, later));

        Typed typed = Typed.vigil("replay", file.toString(), "--rules", rules().toString());

        assertThat(typed.err())
                .contains("vigil: " + file + ": cannot be read: the block at byte " + WHOLE.length + " is whole");
        assertRefused(typed);
    }

    @Test
    void aFileThatIsNotThere() {
        assertTold(folder.resolve("missing.vgl"), "no such file");
    }

    @Test
    void aFolder() {
        assertTold(folder, "is a folder, not a file");
    }

    @Test
    void aPipeThatNobodyWritesTo() throws IOException, InterruptedException {
        assertTold(pipe("pipe.vgl"), "is a pipe, a socket or a device, not a file");
    }

    @Test
    void aDeviceWithoutEnd() {
        Path file = Path.of("/dev/zero");
        assumeTrue(Files.exists(file));

        assertTold(file, "is a pipe, a socket or a device, not a file");
    }

    @Test
    void aLinkToItself() throws IOException {
        Path link = folder.resolve("loop.vgl");
        Files.createSymbolicLink(link, link);

        assertTold(link, "cannot be read: Too many levels of symbolic links");
    }

    @Test
    void aFileThatIsSomebodyElses() throws IOException {
        Path file = Files.write(folder.resolve("closed.vgl"), WHOLE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isReadable(file), "a superuser reads all");

        assertTold(file, "cannot be read: permission denied");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "check PIPE",
                "test PIPE",
                "test TESTS",
                "run --config PIPE",
                "run --config CONFIG",
                "run 127.0.0.1:9 --rules PIPE",
                "replay WHOLE --rules PIPE",
                "replay WHOLE --rules RULES --against PIPE"
            })
    void aPipeInThePlaceOfAnyOtherFileKeepsNobodyWaiting(String command) throws IOException, InterruptedException {
        Map<String, Path> files = Map.of(
                "PIPE", pipe("pipe.yml"),
                "WHOLE", Files.write(folder.resolve("whole.vgl"), WHOLE),
                "RULES", rules(),
                "TESTS", Files.writeString(folder.resolve("my.test.yml"), TESTS),
                "CONFIG", Files.writeString(folder.resolve("vigil.yml"), CONFIG));

        Typed typed = Typed.vigil(Stream.of(command.split(" "))
                .map(word -> files.containsKey(word) ? files.get(word).toString() : word)
                .toArray(String[]::new));

        assertThat(typed.status()).isPositive();
        assertThat(typed.out() + typed.err())
                .containsPattern("pipe.yml'?: (error: )?is a pipe, a socket or a device, not a file")
                .doesNotContain("Exception", "\tat ");
    }

    private static void assertTold(Path file, String message) {
        Typed typed = Typed.vigil("replay", file.toString());

        assertThat(typed.err()).startsWith("vigil: " + file + ": " + message);
        assertRefused(typed);
    }

    private static void assertRefused(Typed typed) {
        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err())
                .doesNotContain("Exception", "\tat ", "java.", "org.apache")
                .doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f]");
    }

    private Path pipe(String name) throws IOException, InterruptedException {
        Path pipe = folder.resolve(name);
        Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assertThat(made.waitFor()).isZero();
        return pipe;
    }

    private Path rules() throws IOException {
        return Files.writeString(
                folder.resolve("rules.yml"),
                "groups: [{name: g, rules: [{alert: Any,"
                        + " expr: SELECT job FROM jobs, annotations: {summary: any}}]}]\n");
    }

    /** Headers, each right, which claim that the rest of the file is their block: reading each claim would take hours. */
    private static byte[] lies() {
        int count = 200_000;
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(BEGUN);
        for (int i = 1; i <= count; i++) {
            int rest = Math.min(LARGEST, (count - i) * 41);
            file.writeBytes(header(FIRST, rest, rest, 1, T0, T0));
        }
        return file.toByteArray();
    }

    /** A reading an hour after the only time that its block has. */
    private static byte[] later() {
        return join(number(3_600_000), Arrays.copyOfRange(REMOVED, 1, REMOVED.length));
    }

    private static byte[] huge() {
        return number(Long.MAX_VALUE);
    }

    private static byte[] run(byte[] settings) {
        return block(RUN, settings, settings.length, 0, 0, 0);
    }

    private static byte[] readings(int kind, byte[] content, int unpacked, int count) {
        return block(kind, packed(content), unpacked, count, T0, T0);
    }

    private static byte[] block(int kind, byte[] stored, int unpacked, int count, long first, long last) {
        return join(header(kind, stored.length, unpacked, count, first, last, checksum(stored)), stored);
    }

    private static byte[] header(int kind, int stored, int unpacked, int count, long first, long last) {
        return header(kind, stored, unpacked, count, first, last, 0);
    }

    private static byte[] header(int kind, int stored, int unpacked, int count, long first, long last, int checksum) {
        byte[] fields = ByteBuffer.allocate(37)
                .put("VBLK".getBytes(StandardCharsets.US_ASCII))
                .put((byte) kind)
                .putInt(stored)
                .putInt(unpacked)
                .putInt(count)
                .putLong(first)
                .putLong(last)
                .putInt(checksum)
                .array();
        return join(fields, ByteBuffer.allocate(4).putInt(checksum(fields)).array());
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    private static byte[] packed(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(bytes);
        deflater.finish();
        byte[] packed = new byte[bytes.length / 100 + 100];
        int length = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, length);
    }

    private static byte[] number(long value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long rest = (value << 1) ^ (value >> 63);
        for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
            bytes.write((int) ((rest & 0x7F) | 0x80));
        }
        bytes.write((int) rest);
        return bytes.toByteArray();
    }

    private static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return join(number(bytes.length), bytes);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] replaced(byte[] bytes, int at, int value) {
        byte[] other = bytes.clone();
        other[at] = (byte) value;
        return other;
    }
}
