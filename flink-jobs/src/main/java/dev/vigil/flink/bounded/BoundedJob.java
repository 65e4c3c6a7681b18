package dev.vigil.flink.bounded;

import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import dev.vigil.flink.cluster.EmbeddedCluster;
import dev.vigil.flink.cluster.InProcess;
import dev.vigil.flink.cluster.JobEnd;
import dev.vigil.flink.sql.GraphSettings;
import dev.vigil.flink.sql.RuleGraph;
import dev.vigil.flink.sql.RuleHealth;
import dev.vigil.flink.sql.RuleInputs;
import dev.vigil.flink.sql.RuleTraits;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * A job over given input, from {@link #input} through tables that the caller makes of it to {@link #rules}; {@link #run}
 * returns when it has come to the input's end. Time is the input's: the clock on the wall plays no part.
 *
 * <p>One thread builds and runs it; it runs once. Close it when its results are no more of interest.
 */
public final class BoundedJob implements AutoCloseable {

    /** So long may Flink collect records before it sends them on where nobody waits for each. */
    private static final Duration LEISURE = Duration.ofMillis(5);

    private final StreamExecutionEnvironment environment;
    private final Pace pace;
    private final List<InProcess<?>> handles = new ArrayList<>();

    private BoundedJob(Duration lead) {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.NAME, "vigil-bounded");
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, 1);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(ExecutionOptions.BUFFER_TIMEOUT, lead.isZero() ? Duration.ZERO : LEISURE);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        environment = new StreamExecutionEnvironment(configuration);
        pace = new Pace(lead);
    }

    /** A job whose input goes on only when all rules have seen what came before: exact, also where queries join. */
    public static BoundedJob inLockStep() {
        return new BoundedJob(Duration.ZERO);
    }

    /**
     * A job whose input may be ahead of the rules: faster, for long input.
     *
     * @param lead by how much time of the input where a rule joins, for joins may see moments that far apart; where none
     *     does, by any
     */
    public static BoundedJob ahead(Duration lead) {
        return new BoundedJob(lead);
    }

    /** What the job is built in. Parallelism is 1. */
    public StreamExecutionEnvironment environment() {
        return environment;
    }

    /** A handle by which the job's operators reach an object of this process, until the job is closed. */
    public <L> InProcess<L> reach(L live) {
        InProcess<L> handle = InProcess.of(live);
        handles.add(handle);
        return handle;
    }

    /**
     * The input as a stream with row times and watermarks. It is read once, on the job's thread.
     *
     * @param pieces in order of time
     * @param type of what happens
     */
    public <T> DataStream<T> input(Iterator<Timed<T>> pieces, TypeInformation<T> type) {
        return environment
                .fromSource(
                        new BoundedSource<>(reach(pieces), reach(pace)),
                        WatermarkStrategy.noWatermarks(),
                        "input",
                        type)
                .uid("input");
    }

    /**
     * Adds the rules; see {@link RuleGraph#attach}.
     *
     * @param inputs what they read, made of {@link #input}
     * @param rules the rules
     * @param grace absences shorter than this are none, as if this were the poll interval
     * @param conclusions takes alerts and series in order of time
     * @param health hears of rows that had to be dropped
     * @return what is known of them together
     * @throws dev.vigil.flink.sql.RulesRefusedException if any rule cannot run
     */
    public RuleTraits rules(
            RuleInputs inputs, RuleSet rules, Duration grace, AlertSink conclusions, RuleHealth health) {
        boolean alerts = rules.rules().stream().anyMatch(AlertRule.class::isInstance);
        boolean series = rules.rules().stream().anyMatch(rule -> !(rule instanceof AlertRule));
        AlertSink paced = new Paced(conclusions, alerts ? pace.way() : null, series ? pace.way() : null);
        RuleTraits traits =
                RuleGraph.attach(environment, inputs, rules, new GraphSettings(grace, 1), reach(paced), reach(health));
        if (traits.joins()) {
            environment.setBufferTimeout(0); // each step is waited for
        } else {
            pace.letGo();
        }
        return traits;
    }

    /**
     * Runs the job to the end of its input.
     *
     * @param cluster where, with a free slot
     * @return how it ended: {@link JobEnd.Stopped} at the end of input
     * @throws InterruptedException when interrupted; the job is left to the cluster's end
     */
    public JobEnd run(EmbeddedCluster cluster) throws InterruptedException {
        try {
            return cluster.submit(environment.getStreamGraph())
                    .thenCompose(cluster::end)
                    .get();
        } catch (ExecutionException e) {
            return new JobEnd.Failed(null, e.getCause() == null ? e : e.getCause());
        }
    }

    @Override
    public void close() {
        handles.forEach(InProcess::close);
    }

    /** Tells the pace what has passed the ways out. */
    private record Paced(AlertSink sink, Pace.@Nullable Way alerts, Pace.@Nullable Way series) implements AlertSink {

        @Override
        public void alert(AlertUpdate update) {
            sink.alert(update);
        }

        @Override
        public void series(SeriesUpdate update) {
            sink.series(update);
        }

        @Override
        public void alertsTold(Instant until) {
            if (alerts != null) {
                alerts.passed(until);
            }
            sink.alertsTold(until);
        }

        @Override
        public void seriesTold(Instant until) {
            if (series != null) {
                series.passed(until);
            }
            sink.seriesTold(until);
        }
    }
}
