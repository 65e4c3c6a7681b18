package dev.vigil.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.flink.cluster.CheckpointFolder;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestorePointsTest {

    @TempDir
    Path root;

    private CheckpointFolder.Run run;
    private RestorePoints points;

    @BeforeEach
    void open() throws Exception {
        CheckpointFolder folder = new CheckpointFolder(root);
        run = folder.next();
        points = new RestorePoints(folder);
    }

    @Test
    void startsAnewWhereThereIsNothing() throws Exception {
        assertThat(points.best()).isEmpty();
    }

    @Test
    void forgivesACheckpointOneFailure() throws Exception {
        Path newest = checkpoint(2);
        checkpoint(1);
        points.failed(newest);

        assertThat(points.best()).contains(newest);
    }

    @Test
    void fallsBackToTheOneBefore() throws Exception {
        Path newest = checkpoint(2);
        Path before = checkpoint(1);
        points.failed(newest);
        points.failed(newest);

        assertThat(points.best()).contains(before);
    }

    private Path checkpoint(int number) throws Exception {
        Path path = Files.createDirectories(run.path().resolve("job").resolve("chk-" + number));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CheckpointMetadata metadata = new CheckpointMetadata(number, List.of(), List.of());
        Checkpoints.storeCheckpointMetadata(metadata, new DataOutputStream(bytes));
        Files.write(path.resolve("_metadata"), bytes.toByteArray());
        return path;
    }
}
