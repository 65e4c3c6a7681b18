package dev.vigil.flink.replay;

import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.Reading;
import dev.vigil.flink.bounded.BoundedJob;
import dev.vigil.flink.bounded.Timed;
import dev.vigil.flink.cluster.EmbeddedCluster;
import dev.vigil.flink.cluster.InProcess;
import dev.vigil.flink.cluster.JobEnd;
import dev.vigil.flink.source.ReadingType;
import dev.vigil.flink.sql.RuleInputs;
import dev.vigil.flink.sql.RuleTraits;
import dev.vigil.flink.sql.TableNames;
import dev.vigil.flink.table.FleetTables;
import dev.vigil.flink.table.TableSink;
import dev.vigil.recording.Damage;
import dev.vigil.rules.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The jobs of one replay: one, or where the rules allow it several, of which each works through some of the jobs recorded. */
final class ReplayJobs implements AutoCloseable {

    /** Inputs of a join may be so far apart; what it shows is believed after a second of agreement, as live. */
    private static final Duration LEAD = Duration.ofMillis(500);

    private final ReplayFeed feed;
    private final RuleSet rules;
    private final FleetSettings fleet;
    private final EpisodeLog log;
    private final FailureCount failures = new FailureCount();
    private final List<BoundedJob> jobs = new ArrayList<>();

    ReplayJobs(ReplayFeed feed, Timeline timeline, RuleSet rules, FleetSettings fleet) {
        this.feed = feed;
        this.rules = rules;
        this.fleet = fleet;
        this.log = new EpisodeLog(timeline);
    }

    /**
     * Plans them.
     *
     * @param most jobs to be run side by side
     */
    void plan(int most) {
        RuleTraits traits = plan();
        while (traits.jobByJob() && jobs.size() < most) {
            plan();
        }
    }

    private RuleTraits plan() {
        BoundedJob job = BoundedJob.ahead(LEAD);
        jobs.add(job);
        Iterator<Timed<Reading>> input = new Seconds(feed.share());
        InProcess<TableSink> nobody = job.reach(change -> {
            // Nobody looks at the tables themselves.
        });
        FleetTables tables = FleetTables.inOneTask(
                job.input(input, ReadingType.INSTANCE), fleet, nobody, TableNames.rowsReadBy(rules));
        RuleInputs inputs = new RuleInputs(tables.rows(), tables.facts());
        return job.rules(inputs, rules, fleet.pollInterval(), log, failures);
    }

    /** Runs them to the end of the recording. */
    void run(EmbeddedCluster cluster) throws ReplayFailedException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(jobs.size());
        try {
            feed.start();
            List<CompletableFuture<JobEnd>> ends = jobs.stream()
                    .map(job -> CompletableFuture.supplyAsync(() -> run(job, cluster), threads))
                    .toList();
            for (CompletableFuture<JobEnd> end : ends) {
                if (end.get() instanceof JobEnd.Failed failed) {
                    throw failure(failed);
                }
            }
        } catch (ExecutionException e) {
            throw new ReplayFailedException(String.valueOf(e.getMessage()), e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Where one fails the others need not go on: what they wait for may never come. */
    private JobEnd run(BoundedJob job, EmbeddedCluster cluster) {
        try {
            JobEnd end = job.run(cluster);
            if (end instanceof JobEnd.Failed) {
                feed.abandon();
            }
            return end;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new JobEnd.Failed(null, e);
        }
    }

    private static ReplayFailedException failure(JobEnd.Failed failed) {
        Throwable cause = failed.cause();
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        String task = failed.task() == null ? "" : " (in " + failed.task() + ")";
        return new ReplayFailedException(reason + task, failed.cause());
    }

    /** What came of it, once they have run and the feed has ended. */
    Replayed replayed(Damage damage, long nanos) {
        return new Replayed(
                feed.count(),
                feed.runs(),
                feed.first(),
                feed.last(),
                damage,
                Duration.ofNanos(nanos),
                log.episodes(),
                log.leftOut(),
                failures.byRule(),
                failures.crowdedByRule());
    }

    @Override
    public void close() {
        jobs.forEach(BoundedJob::close);
    }
}
