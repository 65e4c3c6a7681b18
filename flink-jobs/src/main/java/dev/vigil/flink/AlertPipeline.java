package dev.vigil.flink;

import dev.vigil.flink.cluster.StorageLock;
import dev.vigil.rules.RuleSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The running pipeline, from targets to alerts, in an embedded Flink: started, looked at, closed. What it knew comes back
 * when it is started on the same storage again, whether it was closed or killed.
 *
 * <p>Any thread may call it.
 */
public final class AlertPipeline implements AutoCloseable {

    private final StorageLock lock;
    private final PipelineSettings settings;
    private final ScheduledExecutorService thread;
    private final LiveEdges edges;
    private final Vitals vitals;
    private final Supervisor supervisor;

    private AlertPipeline(StorageLock lock, PipelineSettings settings, RuleSet rules, PipelineEdges outside) {
        this.lock = lock;
        this.settings = settings;
        Clock clock = new MonotoneClock(settings.clock());
        vitals = new Vitals(clock);
        edges = LiveEdges.of(outside, clock, vitals);
        thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread worker = new Thread(work, "vigil-pipeline");
            worker.setDaemon(true);
            return worker;
        });
        supervisor = new Supervisor(JobSpec.of(settings, Heartbeat.in(rules)), clock, edges, vitals, thread);
    }

    /**
     * Starts the pipeline and returns when it runs: after a few seconds, most of them in the SQL planner.
     *
     * @param settings how it runs
     * @param rules validated rules
     * @param outside what it is joined to
     * @throws StorageLock.StorageInUseException if another monitor uses the same storage
     * @throws IOException if the storage cannot be used
     * @throws IllegalStateException if the job does not come up
     */
    public static AlertPipeline start(PipelineSettings settings, RuleSet rules, PipelineEdges outside)
            throws IOException, InterruptedException {
        AlertPipeline pipeline = new AlertPipeline(StorageLock.take(settings.storage()), settings, rules, outside);
        try {
            pipeline.supervisor.start().get();
            return pipeline;
        } catch (ExecutionException e) {
            pipeline.close();
            throw new IllegalStateException(Causes.text(e), e);
        } catch (IOException | InterruptedException | RuntimeException e) {
            pipeline.close();
            throw e;
        }
    }

    /**
     * Goes over to other rules and returns when they run: after a second or a few, in almost all of which the old ones run.
     * Rules with the same query keep all they know; an alert whose rule has another query now has ten seconds in which
     * the new query must show its row; alerts of rules that are gone end. A rule that was switched off gets a new chance.
     *
     * @param next how it runs from now on; storage, parallelism and clock must be as they were
     * @param rules validated rules, which replace all that run now
     */
    public ReloadOutcome reload(PipelineSettings next, RuleSet rules) throws InterruptedException {
        if (!next.storage().equals(settings.storage())
                || next.parallelism() != settings.parallelism()
                || !next.clock().equals(settings.clock())) {
            throw new IllegalArgumentException("storage, parallelism and clock stay as they were at the start");
        }
        return supervisor.reload(JobSpec.of(next, Heartbeat.in(rules)));
    }

    /** How it is doing now. */
    public PipelineStatus status() {
        return vitals.status();
    }

    /** What a rule has seen and said since the start; of one that does not run, nothing. */
    public RuleReport report(String rule) {
        return vitals.report(rule);
    }

    /**
     * Stops the job with a last checkpoint and the cluster with it; usually within a second. Nothing is told to the edges
     * afterwards.
     */
    @Override
    public void close() {
        try {
            supervisor.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
            edges.close();
            release();
        }
    }

    private void release() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the storage's lock cannot be released", e);
        }
    }
}
