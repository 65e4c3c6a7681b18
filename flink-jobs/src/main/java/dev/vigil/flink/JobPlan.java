package dev.vigil.flink;

import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.Reading;
import dev.vigil.flink.source.ReadingType;
import dev.vigil.flink.source.TargetSource;
import dev.vigil.flink.sql.GraphSettings;
import dev.vigil.flink.sql.RuleGraph;
import dev.vigil.flink.sql.RuleInputs;
import dev.vigil.flink.table.FleetTables;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** Puts the parts together: source, tables, rules, and the configuration they all share. */
final class JobPlan {

    /** Fixed for good: key groups, and so all keyed state, are cut by it. */
    private static final int MAX_PARALLELISM = 128;
    /** FLINK section 4: OVER queries and ticks wait for the watermark; 20 ms costs nothing and is not felt. */
    private static final Duration WATERMARK_INTERVAL = Duration.ofMillis(20);
    /** If the newest is torn or cannot be restored, there is one before it, and one before that. */
    private static final int RETAINED_CHECKPOINTS = 3;

    private final LiveEdges edges;

    JobPlan(LiveEdges edges) {
        this.edges = edges;
    }

    /**
     * Plans a job; takes a second or more, most of it in the SQL planner. Any thread, also while another job runs.
     *
     * @param spec what shall run
     * @param checkpoints folder for the checkpoints of this submission
     * @param known versions of rules whose state it is restored with
     * @throws dev.vigil.flink.sql.RulesRefusedException if any rule cannot run
     */
    StreamGraph with(JobSpec spec, Path checkpoints, Set<String> known) {
        PipelineSettings settings = spec.settings();
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration(settings, checkpoints));
        DataStream<Reading> readings = environment
                .fromSource(
                        new TargetSource(edges.source(), settings.pollInterval()),
                        FleetTables.rowTime(edges.source().clock(), settings.maxHold()),
                        "targets",
                        ReadingType.INSTANCE)
                .uid("targets");
        FleetSettings fleet = new FleetSettings(settings.pollInterval(), settings.retention());
        FleetTables tables = FleetTables.of(readings, fleet, edges.tables());
        RuleGraph.attach(
                environment,
                new RuleInputs(tables.rows(), tables.withPast(), tables.facts()),
                spec.running(),
                new GraphSettings(settings.pollInterval(), settings.parallelism(), settings.externalUrl(), known),
                edges.alerts(),
                edges.health());
        return environment.getStreamGraph();
    }

    private static Configuration configuration(PipelineSettings settings, Path checkpoints) {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.NAME, "vigil");
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, settings.parallelism());
        configuration.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
        configuration.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, WATERMARK_INTERVAL);
        configuration.set(PipelineOptions.GENERIC_TYPES, false); // nothing may fall to Kryo unseen
        configuration.set(PipelineOptions.OBJECT_REUSE, true); // rows and readings are never changed once emitted
        configuration.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO);
        // Each failure ends the job and is judged by the supervisor, which knows rules.
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, settings.checkpointInterval());
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        configuration.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED_CHECKPOINTS);
        // A full disk must not end the watching; the next checkpoint may succeed.
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
        // Small states go into the metadata file itself: one file for each checkpoint, whole or not there.
        configuration.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ofMebiBytes(1));
        return configuration;
    }
}
