package dev.vigil.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {

    private static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");
    private static final Run RUN = new Run(FleetSettings.DEFAULT, "0.1.0");

    @TempDir
    Path folder;

    /** What a file gives: readings with their times, and what was lost. */
    private record Read(List<String> readings, List<Run> runs, Damage damage) {}

    private static Read read(Path file) throws IOException {
        List<String> readings = new ArrayList<>();
        List<Run> runs = new ArrayList<>();
        try (RecordingReader reader = RecordingReader.open(file)) {
            for (Optional<Chunk> chunk = reader.next(); chunk.isPresent(); chunk = reader.next()) {
                if (chunk.get() instanceof Chunk.Begun begun) {
                    runs.add(begun.run());
                } else if (chunk.get() instanceof Chunk.Readings some) {
                    for (int i = 0; i < some.times().length; i++) {
                        readings.add(some.times()[i] + " " + some.readings().get(i));
                    }
                }
            }
            return new Read(readings, runs, reader.damage());
        }
    }

    private static Reading attempt(int number) {
        return new Reading.Attempt(
                new TargetKey("pretrain", "10.0.0." + number % 4 + ":9900"),
                "mailbox",
                Reading.Outcome.OK,
                number / 1e3,
                null,
                Reading.Process.UNKNOWN);
    }

    /** A file of blocks of a few readings each; returns what it holds, and where each block ends. */
    private static List<Integer> write(Path file, int from, int blocks, List<String> expected) throws IOException {
        List<Integer> ends = new ArrayList<>();
        Packing packing = new Packing();
        try (RecordingFile recording = RecordingFile.open(file)) {
            for (int block = 0; block < blocks; block++) {
                Pending pending = new Pending();
                for (int i = 0; i <= block % 3; i++) {
                    int number = from + block * 3 + i;
                    long time = T0.toEpochMilli() + number * 700L;
                    pending.add(attempt(number), time);
                    expected.add(time + " " + attempt(number));
                }
                BlockHeader.Kind kind = block % 4 == 0 ? BlockHeader.Kind.FIRST : BlockHeader.Kind.NEXT;
                if (kind == BlockHeader.Kind.FIRST) {
                    packing.reset();
                }
                byte[] stored = packing.pack(pending.bytes(), pending.size());
                recording.append(header(kind, pending, stored), stored);
                ends.add((int) Files.size(file));
            }
        }
        return ends;
    }

    private static BlockHeader header(BlockHeader.Kind kind, Pending pending, byte[] stored) {
        return new BlockHeader(
                kind,
                stored.length,
                pending.size(),
                pending.count(),
                pending.first(),
                pending.last(),
                BlockHeader.checksum(stored, 0, stored.length));
    }

    @Test
    void givesBackWhatWasRecorded() throws IOException {
        Path file = folder.resolve("new/folder/today.vgl");
        List<String> expected = new ArrayList<>();
        try (Recorder recorder = Recorder.start(file, RUN, note -> {})) {
            for (int i = 0; i < 1_000; i++) {
                recorder.record(attempt(i), T0.plusMillis(i));
                expected.add(T0.plusMillis(i).toEpochMilli() + " " + attempt(i));
            }
        }

        Read read = read(file);
        assertThat(read.readings()).isEqualTo(expected);
        assertThat(read.runs()).containsExactly(RUN);
        assertThat(read.damage().isNone()).isTrue();
        assertThat(Files.size(file)).isLessThan(1_000 * 20);
    }

    @Test
    void cutAtAnyByteGivesAllThatIsWholeBeforeTheCut() throws IOException {
        Path file = folder.resolve("whole.vgl");
        List<String> expected = new ArrayList<>();
        List<Integer> ends = write(file, 0, 12, expected);
        byte[] whole = Files.readAllBytes(file);
        int[] readings = {1, 3, 6, 7, 9, 12, 13, 15, 18, 19, 21, 24};
        Path cut = folder.resolve("cut.vgl");

        for (int length = 0; length <= whole.length; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            int at = length;
            int blocks = (int) ends.stream().filter(end -> end <= at).count();
            Read read = read(cut);

            assertThat(read.readings()).isEqualTo(expected.subList(0, blocks == 0 ? 0 : readings[blocks - 1]));
            assertThat(read.damage().inTheMiddle()).isFalse();
            int end = blocks == 0 ? Math.min(length / FileHeader.SIZE, 1) * FileHeader.SIZE : ends.get(blocks - 1);
            assertThat(read.damage().tornAt()).isEqualTo(end);
            assertThat(read.damage().torn()).isEqualTo(length - end);
        }
    }

    @Test
    void goesOnBehindTheWholePartOfAFileThatWasCutAtAnyByte() throws IOException {
        Path file = folder.resolve("whole.vgl");
        List<String> before = new ArrayList<>();
        List<Integer> ends = write(file, 0, 5, before);
        byte[] whole = Files.readAllBytes(file);
        Path cut = folder.resolve("cut.vgl");

        for (int length = 0; length <= whole.length; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            List<String> more = new ArrayList<>();
            write(cut, 100, 2, more);
            Read read = read(cut);
            int at = length;
            boolean all = at >= ends.get(ends.size() - 1);

            assertThat(read.readings()).endsWith(more.toArray(String[]::new));
            assertThat(read.damage().isNone()).isTrue();
            assertThat(read.readings().subList(0, read.readings().size() - more.size()))
                    .isEqualTo(before.subList(0, read.readings().size() - more.size()));
            assertThat(read.readings().size() == before.size() + more.size()).isEqualTo(all);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void aDamagedByteCostsItsBlockAndThoseThatLeanOnIt(long seed) throws IOException {
        Path file = folder.resolve("whole.vgl");
        List<String> expected = new ArrayList<>();
        write(file, 0, 12, expected);
        byte[] whole = Files.readAllBytes(file);
        Random dice = new Random(seed);
        Path damaged = folder.resolve("damaged.vgl");

        for (int at = FileHeader.SIZE; at < whole.length; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= (byte) (1 + dice.nextInt(255));
            Files.write(damaged, bytes);
            Read read = read(damaged);

            assertThat(expected).containsSubsequence(read.readings());
            // Four blocks lean on each other, and hold at most nine readings.
            assertThat(read.readings().size()).isBetween(expected.size() - 9, expected.size() - 1);
            assertThat(read.damage().torn() + read.damage().damaged()).isPositive();
        }
    }

    @Test
    void keepsWhatStandsBehindDamageWhenItIsContinued() throws IOException {
        Path file = folder.resolve("whole.vgl");
        List<String> before = new ArrayList<>();
        List<Integer> ends = write(file, 0, 6, before);
        byte[] bytes = Files.readAllBytes(file);
        bytes[ends.get(0) + 3] ^= 1;
        Files.write(file, bytes);
        Read damaged = read(file);
        List<String> more = new ArrayList<>();
        write(file, 100, 1, more);

        List<String> expected = new ArrayList<>(damaged.readings());
        expected.addAll(more);
        assertThat(read(file).readings()).isEqualTo(expected);
        assertThat(read(file).damage().inTheMiddle()).isTrue();
        assertThat(read(file).damage().damagedAt()).isEqualTo(ends.get(0).longValue());
        assertThat(read(file).damage().damaged()).isEqualTo(ends.get(1) - ends.get(0));
        assertThat(damaged.damage().lostReadings()).isEqualTo(3 + 1);
    }

    @Test
    void refusesForeignFilesAndLeavesThemAlone() throws IOException {
        for (String text :
                List.of("groups:\n- name: x", "V", "\u0089PNG\r\n\u001a\n0000000000", "\u0089VGLR\n\n12345")) {
            Path file = folder.resolve("foreign");
            Files.writeString(file, text, StandardCharsets.ISO_8859_1);

            assertThatThrownBy(() -> RecordingReader.open(file))
                    .isInstanceOf(NotARecordingException.class)
                    .hasMessageContaining("is not a recording of Vigil's");
            assertThatThrownBy(() -> Recorder.start(file, RUN, note -> {})).isInstanceOf(NotARecordingException.class);
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).isEqualTo(text);
        }
    }

    @Test
    void refusesALaterVersionOfTheFormat() throws IOException {
        Path file = folder.resolve("later.vgl");
        byte[] header = FileHeader.bytes().array();
        header[FileHeader.SIZE - 1] = 9;
        Files.write(file, header);

        assertThatThrownBy(() -> RecordingReader.open(file)).hasMessageContaining("version 9 of the format");
    }

    @Test
    void aFolderIsNoPlaceForARecording() {
        assertThatThrownBy(() -> Recorder.start(folder, RUN, note -> {})).hasMessage("is a folder, not a file");
    }

    @Test
    void twoDoNotRecordIntoOneFile() throws IOException {
        Path file = folder.resolve("today.vgl");
        try (Recorder first = Recorder.start(file, RUN, note -> {})) {
            assertThat(first.status().problem()).isEmpty();
            assertThatThrownBy(() -> Recorder.start(file, RUN, note -> {}))
                    .hasMessageContaining("another monitor records into");
        }
        assertThatCode(() -> Recorder.start(file, RUN, note -> {}).close()).doesNotThrowAnyException();
        assertThat(read(file).runs()).containsExactly(RUN, RUN);
    }

    @Test
    void timesOfOneRunNeverGoBack() throws IOException {
        Path file = folder.resolve("today.vgl");
        try (Recorder recorder = Recorder.start(file, RUN, note -> {})) {
            recorder.record(attempt(1), T0.plusMillis(5));
            recorder.record(attempt(2), T0);
        }
        String time = Long.toString(T0.toEpochMilli() + 5);
        assertThat(read(file).readings())
                .allMatch(line -> line.startsWith(time))
                .hasSize(2);
    }
}
