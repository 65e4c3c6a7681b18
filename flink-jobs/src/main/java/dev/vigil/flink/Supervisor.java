package dev.vigil.flink;

import dev.vigil.flink.cluster.CheckpointFolder;
import dev.vigil.flink.cluster.EmbeddedCluster;
import dev.vigil.flink.cluster.JobEnd;
import dev.vigil.flink.source.CollectorRelay;
import dev.vigil.flink.sql.RuleVersions;
import dev.vigil.flink.sql.RulesRefusedException;
import dev.vigil.rules.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the job running: starts it from the newest checkpoint, and when it fails starts it again, without the rule that
 * made it fail where a rule did. Gives up when it fails too often. Exchanges it for one with other rules, which begins
 * exactly where the one before stopped; where that does not come up, the one before comes back.
 *
 * <p>All methods and callbacks hold one lock; only {@link #reload} plans its job outside of it.
 */
final class Supervisor {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration STARTING_LOOK = Duration.ofMillis(50);
    /** A last state takes 30 to 80 ms (FLINK section 3); more than this and the newest checkpoint must do. */
    private static final Duration STOP_PATIENCE = Duration.ofMillis(1_500);
    /** Nobody waits for the end of the process here, and what the last state has need not be read again. */
    private static final Duration EXCHANGE_PATIENCE = Duration.ofSeconds(10);
    /** More failures than this within ten minutes are no accident: somebody must look. */
    private static final int MOST_RESTARTS = 5;

    private static final Duration RESTART_PERIOD = Duration.ofMinutes(10);

    private final JobPlan plan;
    private final CollectorRelay relay;
    private final int slots;
    private final Path storage;
    private final Vitals vitals;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private final CheckpointFolder checkpoints;
    private final RestorePoints points;
    private final RestartBudget budget;

    private JobSpec spec;
    /** What ran before, until {@code spec} has run once. */
    private @Nullable JobSpec before;

    private @Nullable Attempt attempt;
    private boolean pruned;
    private boolean closed;

    /** Done when {@code spec} first runs; fails when it will not. */
    private CompletableFuture<Void> up = new CompletableFuture<>();

    /** One submission of the job. */
    private record Attempt(EmbeddedCluster cluster, JobID job, CheckpointFolder.Run run, Optional<Path> from) {}

    Supervisor(JobSpec spec, Clock clock, LiveEdges edges, Vitals vitals, ScheduledExecutorService thread) {
        this.plan = new JobPlan(edges);
        this.relay = edges.relay();
        this.slots = spec.settings().parallelism();
        this.storage = spec.settings().storage();
        this.spec = spec;
        this.vitals = vitals;
        this.clock = clock;
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
        return up;
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
        StreamGraph graph = plan.with(spec, run.path(), known(from, spec));
        checkpoints.note(run, RuleVersions.of(spec.running()));
        submit(starting.join(), graph, run, from);
    }

    /** Versions of rules that have a state where a job starts; where nobody noted it, those that ran last. */
    private Set<String> known(Optional<Path> from, JobSpec last) throws IOException {
        return from.isEmpty() ? Set.of() : checkpoints.rules(from.get()).orElse(RuleVersions.of(last.running()));
    }

    private void submit(EmbeddedCluster cluster, StreamGraph graph, CheckpointFolder.Run run, Optional<Path> from) {
        from.ifPresent(point -> graph.setSavepointRestoreSettings(
                // Rules may have gone since: their state is left behind.
                SavepointRestoreSettings.forPath(point.toUri().toString(), true, RecoveryClaimMode.NO_CLAIM)));
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
            if (before != null) {
                vitals.begins(spec.rules(), spec.off());
                before = null;
            }
            relay.letGo();
            up.complete(null);
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
        relay.letGo();
        String reason = Causes.text(failure.cause());
        LOG.warn("The pipeline's job failed: {} (task {})", reason, failure.task(), failure.cause());
        vitals.restarting(reason);
        Optional<Rule> culprit = Culprit.of(failure.task(), spec.running());
        if (failed.cluster().isRunning() && (culprit.isPresent() || before != null || budget.take())) {
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
                if (!goBack(Causes.text(failure.cause()))) {
                    blame(failed);
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

    private void blame(Attempt failed) throws IOException {
        if (failed.from().isPresent() && !checkpoints.hasState(failed.run())) {
            points.failed(failed.from().get());
        }
    }

    private void switchOff(Rule rule, Throwable cause) {
        LOG.error("Rule {} took the pipeline down and is switched off until the next start or reload", rule.id());
        spec = spec.without(rule.id());
        vitals.switchedOff(rule.id(), cause);
    }

    /** To what ran before, where that is known to have run better. */
    private boolean goBack(String reason) {
        JobSpec old = before;
        if (old == null) {
            return false;
        }
        LOG.error("The new rules do not come up, the old ones come back: {}", reason);
        spec = old;
        before = null;
        up.completeExceptionally(new IllegalStateException(reason));
        up = new CompletableFuture<>();
        return true;
    }

    private void giveUp(String reason) {
        vitals.become(new PipelineStatus.Failed(reason));
        up.completeExceptionally(new IllegalStateException("the pipeline failed: " + reason));
    }

    /**
     * Goes over to other rules: plans the new job while the old one runs, stops that one with a last state, and starts the new
     * one from it. Returns when the new one runs, or when it is known that it will not.
     *
     * @param next what shall run
     */
    ReloadOutcome reload(JobSpec next) throws InterruptedException {
        try {
            return exchange(next);
        } catch (RulesRefusedException e) {
            return new ReloadOutcome.Refused(e.problems());
        } catch (ExecutionException | IOException | RuntimeException e) {
            LOG.warn("The rules cannot be exchanged", e);
            return new ReloadOutcome.Failed(Causes.text(e));
        }
    }

    private ReloadOutcome exchange(JobSpec next) throws InterruptedException, ExecutionException, IOException {
        Attempt old;
        CheckpointFolder.Run run;
        Set<String> known;
        synchronized (this) {
            old = attempt;
            if (closed || old == null || !up.isDone()) {
                return new ReloadOutcome.Failed("the pipeline is being started; try again once it runs");
            }
            if (spec.does(next)) {
                spec = next;
                return new ReloadOutcome.Unchanged();
            }
            run = checkpoints.next();
            known = RuleVersions.of(spec.running());
        }
        StreamGraph graph = planned(next, run, known);
        CompletableFuture<Void> running;
        Instant stopping;
        synchronized (this) {
            if (closed || !old.equals(attempt)) {
                checkpoints.discard(run);
                return new ReloadOutcome.Failed("the pipeline's job failed meanwhile; try again once it runs");
            }
            stopping = clock.instant();
            running = exchange(old, run, graph, next);
        }
        running.get();
        return new ReloadOutcome.Applied(Duration.between(stopping, clock.instant()));
    }

    private StreamGraph planned(JobSpec next, CheckpointFolder.Run run, Set<String> known) throws IOException {
        try {
            StreamGraph graph = plan.with(next, run.path(), known);
            checkpoints.note(run, RuleVersions.of(next.running()));
            return graph;
        } catch (RuntimeException e) {
            checkpoints.discard(run);
            throw e;
        }
    }

    /** Nobody hears of the old job's end: it comes while the lock is held, and the new job is the current one afterwards. */
    private CompletableFuture<Void> exchange(Attempt old, CheckpointFolder.Run run, StreamGraph graph, JobSpec next)
            throws InterruptedException, IOException {
        vitals.become(new PipelineStatus.Reloading());
        relay.hold();
        Optional<Path> last = old.cluster().stop(old.job(), old.run().stop(), EXCHANGE_PATIENCE);
        awaitEnd(old);
        Optional<Path> from = last.isPresent() ? last : points.best();
        StreamGraph fitting = last.isPresent() ? graph : plan.with(next, run.path(), known(from, spec));
        if (last.isEmpty()) {
            relay.letGo(); // what was read since the newest checkpoint must be read again
        }
        before = spec;
        spec = next;
        up = new CompletableFuture<>();
        submit(old.cluster(), fitting, run, from);
        return up;
    }

    private static void awaitEnd(Attempt old) throws InterruptedException {
        try {
            old.cluster().end(old.job()).get(EXCHANGE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The job that was stopped does not end; the next one waits for its place", e);
        }
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
        up.completeExceptionally(new IllegalStateException("the pipeline was closed"));
    }
}
