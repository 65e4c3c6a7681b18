package dev.vigil.flink;

import dev.vigil.flink.cluster.CheckpointFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses what a job starts from: the newest checkpoint, or an older one where a newer did not lead to a running job.
 * Confined to one thread.
 */
final class RestorePoints {

    /** A failure soon after the start may have any cause; two in a row speak against the checkpoint. */
    private static final int MOST_FAILURES = 2;

    private final CheckpointFolder folder;
    private final Map<Path, Integer> failures = new HashMap<>();

    RestorePoints(CheckpointFolder folder) {
        this.folder = folder;
    }

    /** The one to start from; empty to start anew. */
    Optional<Path> best() throws IOException {
        return folder.restorable().stream()
                .filter(point -> failures.getOrDefault(point, 0) < MOST_FAILURES)
                .findFirst();
    }

    /** A job that started from here failed before it had a checkpoint of its own. */
    void failed(Path point) {
        failures.merge(point, 1, Integer::sum);
    }
}
