package dev.vigil.flink;

import dev.vigil.flink.cluster.CheckpointFolder;
import dev.vigil.flink.cluster.EmbeddedCluster;
import dev.vigil.flink.cluster.JobEnd;
import dev.vigil.flink.sql.RuleVersions;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the job running: starts it from the newest checkpoint, and when it fails starts it again, without the rule that
 * made it fail where a rule did. Gives up when it fails too often.
 *
 * <p>All methods and callbacks hold one lock; planning a job under it takes a second or more.
 */
final class Supervisor {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration STARTING_LOOK = Duration.ofMillis(50);
    /** A last state takes 30 to 80 ms (FLINK section 3); more than this and the newest checkpoint must do. */
    private static final Duration STOP_PATIENCE = Duration.ofMillis(1_500);
    /** More failures than this within ten minutes are no accident: somebody must look. */
    private static final int MOST_RESTARTS = 5;

    private static final Duration RESTART_PERIOD = Duration.ofMinutes(10);

    private final JobPlan plan;
    private final int slots;
    private final Path storage;
    private final Vitals vitals;
    private final ScheduledExecutorService thread;
    private final CheckpointFolder checkpoints;
    private final RestorePoints points;
    private final RestartBudget budget;

    private RuleSet rules;
    private @Nullable Attempt attempt;
    private boolean pruned;
    private boolean closed;

    /** Done when the job first runs; fails when it will not. */
    private final CompletableFuture<Void> firstRun = new CompletableFuture<>();

    /** One submission of the job. */
    private record Attempt(EmbeddedCluster cluster, JobID job, CheckpointFolder.Run run, Optional<Path> from) {}

    Supervisor(
            PipelineSettings settings,
            Clock clock,
            RuleSet rules,
            JobPlan plan,
            Vitals vitals,
            ScheduledExecutorService thread) {
        this.plan = plan;
        this.slots = settings.parallelism();
        this.storage = settings.storage();
        this.rules = rules;
        this.vitals = vitals;
        this.thread = thread;
        this.checkpoints = new CheckpointFolder(storage.resolve("checkpoints"));
        this.points = new RestorePoints(checkpoints);
        this.budget = new RestartBudget(clock, MOST_RESTARTS, RESTART_PERIOD);
    }

    /**
     * Starts the job.
     *
     * @return done when all of its tasks run; fails with {@link IllegalStateException} when they will not
     * @throws IOException if the storage cannot be used
     */
    CompletableFuture<Void> start() throws IOException {
        checkpoints.sweep();
        CompletableFuture<EmbeddedCluster> cluster = CompletableFuture.supplyAsync(this::startCluster, thread);
        try {
            launch(cluster);
        } catch (IOException | RuntimeException e) {
            cluster.thenAccept(EmbeddedCluster::close).join();
            throw e;
        }
        var unused = thread.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return firstRun;
    }

    private EmbeddedCluster startCluster() {
        try {
            return EmbeddedCluster.start(storage.resolve("scratch"), slots);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Planning and the start of the cluster take their time side by side. */
    private synchronized void launch(CompletableFuture<EmbeddedCluster> starting) throws IOException {
        CheckpointFolder.Run run = checkpoints.next();
        Optional<Path> from = points.best();
        Set<String> versions = RuleVersions.of(rules);
        Set<String> known = from.isPresent() ? checkpoints.rules(from.get()).orElse(versions) : Set.of();
        StreamGraph graph = plan.with(rules, run.path(), known);
        checkpoints.note(run, versions);
        from.ifPresent(point -> graph.setSavepointRestoreSettings(
                // Rules may have gone since: their state is left behind.
                SavepointRestoreSettings.forPath(point.toUri().toString(), true, RecoveryClaimMode.NO_CLAIM)));
        EmbeddedCluster cluster = starting.join();
        JobID job = cluster.submit(graph).join();
        LOG.info(
                "Run {} of the pipeline starts {}",
                run.number(),
                from.map(p -> "from " + p).orElse("with no past"));
        attempt = new Attempt(cluster, job, run, from);
        pruned = false;
        watch(cluster, job);
    }

    private void watch(EmbeddedCluster cluster, JobID job) {
        var unused = cluster.end(job)
                .exceptionally(gone -> new JobEnd.Failed(null, gone))
                .thenAcceptAsync(end -> ended(job, end), thread);
        awaitRunning(cluster, job);
    }

    private void awaitRunning(EmbeddedCluster cluster, JobID job) {
        var unused = cluster.isJobRunning(job)
                .exceptionally(unknown -> false)
                .thenAcceptAsync(running -> checked(cluster, job, running), thread);
    }

    private synchronized void checked(EmbeddedCluster cluster, JobID job, boolean running) {
        if (!isCurrent(job)) {
            return;
        }
        if (running) {
            vitals.become(new PipelineStatus.Running());
            firstRun.complete(null);
        } else {
            var unused =
                    thread.schedule(() -> awaitRunning(cluster, job), STARTING_LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private boolean isCurrent(JobID job) {
        return !closed && attempt != null && attempt.job().equals(job);
    }

    private synchronized void ended(JobID job, JobEnd end) {
        Attempt failed = attempt;
        if (failed == null || !isCurrent(job)) {
            return;
        }
        JobEnd.Failed failure = end instanceof JobEnd.Failed failedBy
                ? failedBy
                : new JobEnd.Failed(null, new IllegalStateException("the job ended by itself"));
        attempt = null;
        String reason = Causes.text(failure.cause());
        LOG.warn("The pipeline's job failed: {} (task {})", reason, failure.task(), failure.cause());
        vitals.restarting(reason);
        Optional<Rule> culprit = Culprit.of(failure.task(), rules);
        if (failed.cluster().isRunning() && (culprit.isPresent() || budget.take())) {
            restart(failed, failure, culprit);
        } else {
            failed.cluster().close();
            giveUp(reason);
        }
    }

    private void restart(Attempt failed, JobEnd.Failed failure, Optional<Rule> culprit) {
        CompletableFuture<EmbeddedCluster> cluster = CompletableFuture.completedFuture(failed.cluster());
        try {
            if (culprit.isPresent()) {
                switchOff(culprit.get(), failure.cause());
            } else {
                if (failed.from().isPresent() && !checkpoints.hasState(failed.run())) {
                    points.failed(failed.from().get());
                }
                // Its task manager may be gone, which Flink does not start again.
                failed.cluster().close();
                cluster = CompletableFuture.completedFuture(startCluster());
            }
            launch(cluster);
        } catch (IOException | RuntimeException e) {
            LOG.error("The pipeline's job cannot be submitted again", e);
            cluster.thenAccept(EmbeddedCluster::close)
                    .exceptionally(never -> null)
                    .join();
            giveUp(Causes.text(e));
        }
    }

    private void switchOff(Rule rule, Throwable cause) {
        LOG.error("Rule {} took the pipeline down and is switched off until the next start", rule.id());
        rules = new RuleSet(rules.rules().stream()
                .filter(other -> !other.id().equals(rule.id()))
                .toList());
        vitals.switchedOff(rule.id(), cause);
    }

    private void giveUp(String reason) {
        vitals.become(new PipelineStatus.Failed(reason));
        firstRun.completeExceptionally(new IllegalStateException("the pipeline failed: " + reason));
    }

    /** Once a second: is the cluster alive, and have the checkpoints of earlier runs served? */
    private synchronized void look() {
        Attempt current = attempt;
        if (closed || current == null) {
            return;
        }
        if (!current.cluster().isRunning()) {
            attempt = null;
            giveUp("the embedded Flink cluster died");
            return;
        }
        try {
            if (!pruned && checkpoints.hasState(current.run())) {
                checkpoints.keepFrom(current.run());
                pruned = true;
            }
        } catch (IOException e) {
            LOG.warn("Old checkpoints cannot be deleted", e);
        }
    }

    /** Stops the job with a last state, and the cluster. */
    synchronized void close() throws InterruptedException {
        if (closed) {
            return;
        }
        closed = true;
        Attempt last = attempt;
        if (last != null) {
            last.cluster().stop(last.job(), last.run().stop(), STOP_PATIENCE);
            last.cluster().close();
            vitals.become(new PipelineStatus.Closed());
        }
        firstRun.completeExceptionally(new IllegalStateException("the pipeline was closed"));
    }
}
