package dev.vigil.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.cluster.CheckpointFolder;
import dev.vigil.flink.cluster.EmbeddedCluster;
import dev.vigil.flink.cluster.InProcess;
import dev.vigil.flink.cluster.JobEnd;
import dev.vigil.flink.source.Collector;
import dev.vigil.flink.source.ManualClock;
import dev.vigil.flink.source.MonitorHealth;
import dev.vigil.flink.source.ReadingTap;
import dev.vigil.flink.source.ReadingType;
import dev.vigil.flink.source.SourceEdges;
import dev.vigil.flink.source.TargetSource;
import dev.vigil.flink.source.TargetSupplier;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows and cursors lie in one checkpoint: after a failure no row is missing and none comes twice. */
class TargetSourceIT {

    private static final Set<TargetKey> TARGETS = Set.of(new TargetKey("a", "a:1"), new TargetKey("b", "b:1"));
    private static final long ENOUGH = 500;

    /** What the counting function saw. */
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @TempDir
    Path folder;

    @Test
    void losesNoRowAndRepeatsNoneWhenTheJobFails() throws Exception {
        FakeCollectors collectors = new FakeCollectors(Long.MAX_VALUE);
        CheckpointFolder checkpoints = new CheckpointFolder(folder.resolve("checkpoints"));
        try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("scratch"), 1)) {
            JobID first = cluster.submit(job(collectors, checkpoints, true)).get(60, TimeUnit.SECONDS);
            assertThat(cluster.end(first).get(60, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            JobEnd.Failed.class,
                            failed -> assertThat(failed.task()).contains("counting"));
            assertThat(told).isEmpty();

            cluster.submit(job(collectors, checkpoints, false)).get(60, TimeUnit.SECONDS);

            assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("goes on well");
        }
    }

    private StreamGraph job(FakeCollectors collectors, CheckpointFolder checkpoints, boolean failing) throws Exception {
        Optional<Path> from = checkpoints.restorable().stream().findFirst();
        assertThat(from.isEmpty()).isEqualTo(failing);
        SourceEdges edges = new SourceEdges(
                InProcess.<TargetSupplier>of(() -> TARGETS),
                InProcess.<Supplier<Collector>>of(collectors),
                InProcess.<Clock>of(new ManualClock()),
                InProcess.<MonitorHealth>of(new Vitals(new ManualClock())),
                InProcess.of(ReadingTap.NONE));
        StreamExecutionEnvironment environment =
                new StreamExecutionEnvironment(configuration(checkpoints.next().path()));
        environment
                .fromSource(
                        new TargetSource(edges, Duration.ofSeconds(1)),
                        WatermarkStrategy.noWatermarks(),
                        "targets",
                        ReadingType.INSTANCE)
                .uid("targets")
                .keyBy(reading -> reading.target().job(), Types.STRING)
                .process(new Counting(InProcess.of(told), failing), Types.STRING)
                .name("counting")
                .uid("counting")
                .sinkTo(new DiscardingSink<>());
        StreamGraph graph = environment.getStreamGraph();
        from.ifPresent(point -> graph.setSavepointRestoreSettings(
                SavepointRestoreSettings.forPath(point.toUri().toString(), false, RecoveryClaimMode.NO_CLAIM)));
        return graph;
    }

    private static Configuration configuration(Path path) {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, path.toUri().toString());
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        return configuration;
    }

    /** Expects of each target the number after the last it saw; fails, if told to, soon after a checkpoint. */
    private static final class Counting extends KeyedProcessFunction<String, Reading, String>
            implements CheckpointListener {

        private static final long serialVersionUID = 1L;

        private final InProcess<BlockingQueue<String>> told;
        private final boolean failing;
        private transient ValueState<Long> last;
        private transient int checkpoints;
        private transient long seen;

        Counting(InProcess<BlockingQueue<String>> told, boolean failing) {
            this.told = told;
            this.failing = failing;
        }

        @Override
        public void open(OpenContext context) {
            last = getRuntimeContext().getState(new ValueStateDescriptor<>("last", Types.LONG));
        }

        @Override
        public void processElement(Reading reading, Context context, org.apache.flink.util.Collector<String> out)
                throws Exception {
            if (!(reading instanceof Reading.Attempt attempt)) {
                return;
            }
            long number = (long) attempt.seconds();
            long before = last.value() == null ? 0 : last.value();
            if (number != before + 1) {
                told.get().add("after " + before + " came " + number);
            }
            last.update(number);
            if (failing && checkpoints >= 2) {
                throw new IllegalStateException("as the test wants it");
            }
            if (++seen == ENOUGH && !failing) {
                told.get().add("goes on well");
            }
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            checkpoints++;
        }
    }
}
