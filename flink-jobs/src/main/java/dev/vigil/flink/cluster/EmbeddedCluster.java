package dev.vigil.flink.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.scheduler.ExecutionGraphInfo;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flink inside this process: one task manager, small buffers, loopback only. Any thread. */
public final class EmbeddedCluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedCluster.class);
    /** What an orderly end of the cluster's own threads may take. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final MiniCluster cluster;
    private final @Nullable Path temporary;

    private EmbeddedCluster(MiniCluster cluster, @Nullable Path temporary) {
        this.cluster = cluster;
        this.temporary = temporary;
    }

    /**
     * Starts a cluster for one job that keeps nothing, in a temporary folder that goes with it.
     *
     * @throws IOException if there can be no such folder
     * @throws IllegalStateException if Flink does not come up
     */
    public static EmbeddedCluster temporary() throws IOException {
        Path folder = Files.createTempDirectory("vigil-");
        return new EmbeddedCluster(start(folder.resolve("scratch"), 1).cluster, folder);
    }

    /**
     * Starts a cluster.
     *
     * @param scratch folder for its temporary files; emptied first, as a killed monitor leaves some 30 MB there
     * @param slots parallelism of the largest job
     * @throws IOException if the folder cannot be written
     * @throws IllegalStateException if Flink does not come up
     */
    public static EmbeddedCluster start(Path scratch, int slots) throws IOException {
        CheckpointFolder.delete(scratch);
        Files.createDirectories(scratch);
        MiniCluster cluster = new ClosedCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration(scratch))
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
        try {
            cluster.start();
        } catch (Exception e) {
            throw new IllegalStateException("the embedded Flink cluster does not start: " + e.getMessage(), e);
        }
        return new EmbeddedCluster(cluster, null);
    }

    private static Configuration configuration(Path scratch) {
        String loopback = "127.0.0.1";
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.ADDRESS, loopback);
        configuration.set(RestOptions.BIND_ADDRESS, loopback);
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(RestOptions.SERVER_NUM_THREADS, 1);
        configuration.set(WebOptions.SUBMIT_ENABLE, false);
        configuration.set(WebOptions.TMP_DIR, scratch.toString());
        configuration.set(JobManagerOptions.ADDRESS, loopback);
        configuration.set(JobManagerOptions.BIND_HOST, loopback);
        configuration.set(TaskManagerOptions.HOST, loopback);
        configuration.set(TaskManagerOptions.BIND_HOST, loopback);
        // The task manager asks for blobs under the machine's name, where a loopback server does not listen.
        configuration.set(BlobServerOptions.OFFLOAD_MINSIZE, Integer.MAX_VALUE);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(16));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(16));
        configuration.set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, MemorySize.parse("8kb"));
        // A limit, taken as it is used: each SQL window needs more than 1 MiB of it or the job fails (two did with 4
        // MiB).
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
        configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ZERO);
        // Job and task manager live and die together: a suspended process must not look like a lost one.
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofDays(1));
        configuration.set(ClusterOptions.CLUSTER_SERVICES_SHUTDOWN_TIMEOUT, CLOSE_TIMEOUT);
        configuration.set(ClusterOptions.PROCESS_WORKING_DIR_BASE, scratch.toString());
        configuration.set(CoreOptions.TMP_DIRS, scratch.toString());
        return configuration;
    }

    /** Whether the cluster can run jobs; false for good after a fatal error. */
    public boolean isRunning() {
        return cluster.isRunning();
    }

    /**
     * Submits a job.
     *
     * @return its id, once the cluster has taken it; completes exceptionally where it did not
     */
    public CompletableFuture<JobID> submit(StreamGraph job) {
        return cluster.submitJob(job.getJobGraph(EmbeddedCluster.class.getClassLoader(), JobID.generate()))
                .thenApply(submitted -> submitted.getJobID());
    }

    /** Whether all tasks of the job run. */
    public CompletableFuture<Boolean> isJobRunning(JobID job) {
        return cluster.getExecutionGraphInfo(job).thenApply(EmbeddedCluster::allRunning);
    }

    private static boolean allRunning(ExecutionGraphInfo info) {
        var graph = info.getArchivedExecutionGraph();
        if (graph.getState() != JobStatus.RUNNING) {
            return false;
        }
        for (var vertex : graph.getAllExecutionVertices()) {
            if (vertex.getExecutionState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return true;
    }

    /** Completes when the job has ended, in whatever way; exceptionally only if the cluster itself is gone. */
    public CompletableFuture<JobEnd> end(JobID job) {
        return cluster.requestJobResult(job).thenCompose(result -> {
            if (result.getSerializedThrowable().isEmpty()) {
                return CompletableFuture.completedFuture(new JobEnd.Stopped());
            }
            Throwable cause =
                    result.getSerializedThrowable().get().deserializeError(EmbeddedCluster.class.getClassLoader());
            return cluster.getExecutionGraphInfo(job)
                    .handle((info, unknown) -> new JobEnd.Failed(info == null ? null : failedTask(info), cause));
        });
    }

    /** Others may have failed after it, for want of their input. */
    private static @Nullable String failedTask(ExecutionGraphInfo info) {
        String task = null;
        long earliest = Long.MAX_VALUE;
        for (AccessExecutionVertex vertex : info.getArchivedExecutionGraph().getAllExecutionVertices()) {
            Optional<ErrorInfo> failure = vertex.getFailureInfo();
            if (failure.isPresent() && failure.get().getTimestamp() < earliest) {
                earliest = failure.get().getTimestamp();
                task = vertex.getTaskNameWithSubtaskIndex();
            }
        }
        return task;
    }

    /**
     * Stops a job with a last state, so that nothing happens between that state and its end.
     *
     * @param folder where the state goes
     * @param patience how long it may take
     * @return where the state is; empty where there was not time enough, or the job could not: then the newest checkpoint
     *     counts
     */
    public Optional<Path> stop(JobID job, Path folder, Duration patience) throws InterruptedException {
        CompletableFuture<String> stopped =
                cluster.stopWithSavepoint(job, folder.toUri().toString(), false, SavepointFormatType.NATIVE);
        try {
            return Optional.of(Path.of(URI.create(stopped.get(patience.toMillis(), TimeUnit.MILLISECONDS))));
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The job gave no last state; the newest checkpoint will be used", e);
            var unused = cluster.cancelJob(job); // its end shows in end(job)
            return Optional.empty();
        }
    }

    /** Ends all jobs, keeping their checkpoints, and the cluster; returns after a few seconds at the latest. */
    @Override
    public void close() {
        try {
            cluster.closeAsync().get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The embedded Flink cluster did not end in order", e);
        }
        if (temporary != null) {
            try {
                CheckpointFolder.delete(temporary);
            } catch (IOException e) {
                LOG.warn("The temporary folder {} cannot be deleted", temporary, e);
            }
        }
    }
}
