package dev.vigil.flink.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {

    @TempDir
    Path root;

    private CheckpointFolder folder;

    @BeforeEach
    void open() {
        folder = new CheckpointFolder(root.resolve("checkpoints"));
    }

    @Test
    void hasNothingAtFirst() throws Exception {
        assertThat(folder.restorable()).isEmpty();
    }

    @Test
    void prefersTheNewestByNumberNotByName() throws Exception {
        CheckpointFolder.Run run = folder.next();
        Path ninth = checkpoint(run, 9);
        Path tenth = checkpoint(run, 10);

        assertThat(folder.restorable()).containsExactly(tenth, ninth);
    }

    @Test
    void prefersALaterRun() throws Exception {
        Path earlier = checkpoint(folder.next(), 100);
        Path later = checkpoint(folder.next(), 1);

        assertThat(folder.restorable()).containsExactly(later, earlier);
    }

    @Test
    void prefersTheStateOfAStoppedJobToItsCheckpoints() throws Exception {
        CheckpointFolder.Run run = folder.next();
        Path checkpoint = checkpoint(run, 4);
        Path stop = run.stop().resolve("savepoint-1234-abcd");
        write(stop, metadata());

        assertThat(folder.restorable()).containsExactly(stop, checkpoint);
    }

    @Test
    void passesOverAnUnfinishedCheckpoint() throws Exception {
        CheckpointFolder.Run run = folder.next();
        Path complete = checkpoint(run, 3);
        Files.createDirectories(complete.resolveSibling("chk-4"));

        assertThat(folder.restorable()).containsExactly(complete);
    }

    @Test
    void passesOverATornCheckpoint() throws Exception {
        CheckpointFolder.Run run = folder.next();
        Path complete = checkpoint(run, 3);
        byte[] whole = metadata();
        write(complete.resolveSibling("chk-4"), Arrays.copyOf(whole, whole.length / 2));
        write(complete.resolveSibling("chk-5"), new byte[whole.length]);

        assertThat(folder.restorable()).containsExactly(complete);
    }

    @Test
    void numbersRunsOnwards() throws Exception {
        checkpoint(folder.next(), 1);

        assertThat(folder.next().number()).isEqualTo(2);
        assertThat(new CheckpointFolder(root.resolve("checkpoints")).next().number())
                .isEqualTo(3);
    }

    @Test
    void keepsOnlyFromTheGivenRunOn() throws Exception {
        checkpoint(folder.next(), 1);
        CheckpointFolder.Run second = folder.next();
        Path kept = checkpoint(second, 1);

        folder.keepFrom(second);

        assertThat(folder.restorable()).containsExactly(kept);
        assertThat(names()).containsExactly("run-00000002");
    }

    @Test
    void sweepsRunsThatLeftNothing() throws Exception {
        checkpoint(folder.next(), 1);
        folder.next();

        folder.sweep();

        assertThat(names()).containsExactly("run-00000001");
    }

    @Test
    void tellsWhetherARunHasAStateOfItsOwn() throws Exception {
        CheckpointFolder.Run run = folder.next();
        assertThat(folder.hasState(run)).isFalse();

        checkpoint(run, 1);

        assertThat(folder.hasState(run)).isTrue();
    }

    @Test
    void leavesOtherFilesAlone() throws Exception {
        Path stranger = root.resolve("checkpoints/notes.txt");
        CheckpointFolder.Run run = folder.next();
        Files.writeString(stranger, "mine");

        folder.keepFrom(run);
        folder.sweep();

        assertThat(stranger).exists();
    }

    private List<String> names() throws IOException {
        try (var entries = Files.list(root.resolve("checkpoints"))) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static Path checkpoint(CheckpointFolder.Run run, int number) throws IOException {
        Path path = run.path().resolve("c0ffee").resolve("chk-" + number);
        write(path, metadata());
        return path;
    }

    private static void write(Path checkpoint, byte[] metadata) throws IOException {
        Files.createDirectories(checkpoint);
        Files.write(checkpoint.resolve("_metadata"), metadata);
    }

    private static byte[] metadata() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CheckpointMetadata metadata = new CheckpointMetadata(7, List.of(), List.of());
        Checkpoints.storeCheckpointMetadata(metadata, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
