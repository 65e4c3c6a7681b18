package dev.vigil.flink.replay;

import dev.vigil.fleet.FleetSettings;
import dev.vigil.flink.cluster.CheckpointFolder;
import dev.vigil.flink.cluster.EmbeddedCluster;
import dev.vigil.recording.Chunk;
import dev.vigil.recording.RecordingReader;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Plays recordings through rules: the same tables, queries and lifecycle as in the live monitor, in the time of the
 * recording, as fast as they can. One recording at a time; used by one thread.
 */
public final class Replay implements AutoCloseable {

    /** Beside the thread that reads; more have not been tried. */
    private static final int MOST_SHARES = 4;

    private final Path scratch;
    private final int shares;
    /** Starts while rules are read and planned. */
    private final CompletableFuture<EmbeddedCluster> cluster;

    /**
     * Begins to start what it takes.
     *
     * @param shares in how many threads jobs may be worked through side by side, where rules allow it
     * @throws IOException if no temporary folder can be made
     */
    public Replay(int shares) throws IOException {
        this.shares = Math.max(1, Math.min(shares, MOST_SHARES));
        scratch = Files.createTempDirectory("vigil-replay");
        cluster = CompletableFuture.supplyAsync(() -> {
            try {
                return EmbeddedCluster.start(scratch, this.shares);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    /**
     * Plays one recording.
     *
     * @param recording the file
     * @param rules validated rules; recording rules conclude nothing that is told here, and are left out
     * @throws IOException where the file cannot be read or is no recording
     * @throws ReplayFailedException where it cannot be played to its end
     * @throws InterruptedException when interrupted
     */
    public Replayed play(Path recording, RuleSet rules)
            throws IOException, ReplayFailedException, InterruptedException {
        FleetSettings fleet = settings(recording);
        Timeline timeline = new Timeline();
        try (RecordingReader reader = RecordingReader.open(recording);
                ReplayFeed feed = new ReplayFeed(reader, timeline);
                ReplayJobs jobs = new ReplayJobs(feed, timeline, alerts(rules), fleet)) {
            jobs.plan(shares);
            long began = System.nanoTime();
            run(jobs, feed);
            long took = System.nanoTime() - began;
            feed.join();
            return jobs.replayed(reader.damage(), took);
        }
    }

    /** A file that cannot be read to its end fails the job as well, which says less. */
    private void run(ReplayJobs jobs, ReplayFeed feed) throws IOException, ReplayFailedException, InterruptedException {
        try {
            jobs.run(cluster.join());
        } catch (ReplayFailedException e) {
            feed.close();
            if (feed.unreadable().isPresent()) {
                throw feed.unreadable().get();
            }
            throw e;
        }
    }

    private static RuleSet alerts(RuleSet rules) {
        return new RuleSet(
                rules.rules().stream().filter(AlertRule.class::isInstance).toList());
    }

    /** Those of the first run: a job has one set of them. */
    private static FleetSettings settings(Path recording) throws IOException {
        try (RecordingReader reader = RecordingReader.open(recording)) {
            return reader.next()
                    .filter(Chunk.Begun.class::isInstance)
                    .map(first -> ((Chunk.Begun) first).run().fleet())
                    .orElse(FleetSettings.DEFAULT);
        }
    }

    @Override
    public void close() throws IOException {
        cluster.thenAccept(EmbeddedCluster::close).exceptionally(never -> null).join();
        CheckpointFolder.delete(scratch);
    }
}
