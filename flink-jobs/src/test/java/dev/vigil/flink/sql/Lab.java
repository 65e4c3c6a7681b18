package dev.vigil.flink.sql;

import dev.vigil.fleet.TableChange;
import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.fleet.TargetFacts;
import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.RuleRow;
import dev.vigil.flink.alert.SeriesUpdate;
import dev.vigil.flink.cluster.InProcess;
import dev.vigil.flink.table.Schemas;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Runs rules on scripts, in a small cluster that all tests of a class share. */
final class Lab implements AutoCloseable {

    private static final OutputTag<TargetFacts> FACTS = new OutputTag<>("facts", TypeInformation.of(TargetFacts.class));

    private final MiniCluster cluster;

    Lab() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(2)
                .build());
        cluster.start();
    }

    /** Runs a script to its end. */
    Heard run(Script script, Rule... rules) throws Exception {
        try (Job job = start(script.end(), null, rules)) {
            job.finished();
            return job.heard;
        }
    }

    /** Starts a job on a script that the test goes on writing. */
    Job start(Script script, @Nullable Path savepoint, Rule... rules) {
        Heard heard = new Heard();
        InProcess<Script> scripts = InProcess.of(script);
        InProcess<AlertSink> alerts = InProcess.of(heard);
        InProcess<RuleHealth> health = InProcess.of(heard);
        StreamGraph graph = graph(scripts, new RuleSet(List.of(rules)), alerts, health);
        if (savepoint != null) {
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint.toString(), true));
        }
        JobID job = await(cluster.submitJob(graph.getJobGraph(Lab.class.getClassLoader(), JobID.generate())))
                .getJobID();
        return new Job(job, heard, List.of(scripts, alerts, health));
    }

    private static StreamGraph graph(
            InProcess<Script> script, RuleSet rules, InProcess<AlertSink> alerts, InProcess<RuleHealth> health) {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
        environment.setParallelism(1);
        Map<String, OutputTag<Row>> tags = new HashMap<>();
        Tables.ALL.forEach(table -> tags.put(table.name(), new OutputTag<>(table.name(), Schemas.rowType(table))));
        SingleOutputStreamOperator<Integer> steps = environment
                .fromSource(new ScriptSource(script), watermarks(script), "script", Types.INT)
                .uid("script")
                .process(new Teller(script, tags))
                .uid("teller");
        Map<TableSpec, DataStream<Row>> rows = new HashMap<>();
        Tables.ALL.forEach(table -> rows.put(table, steps.getSideOutput(tags.get(table.name()))));
        RuleGraph.attach(
                environment,
                new RuleInputs(rows, steps.getSideOutput(FACTS)),
                rules,
                new GraphSettings(Duration.ofSeconds(1), 1),
                alerts,
                health);
        return environment.getStreamGraph();
    }

    private static WatermarkStrategy<Integer> watermarks(InProcess<Script> script) {
        return WatermarkStrategy.forGenerator(context -> new WatermarkGenerator<>() {
            @Override
            public void onEvent(Integer at, long time, WatermarkOutput out) {
                if (script.get().step(at).isTick()) {
                    out.emitWatermark(new Watermark(time));
                }
            }

            @Override
            public void onPeriodicEmit(WatermarkOutput out) {}
        });
    }

    @Override
    public void close() {
        await(cluster.closeAsync());
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(2, TimeUnit.MINUTES);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A running job. */
    final class Job implements AutoCloseable {

        private final JobID id;
        private final List<InProcess<?>> handles;
        final Heard heard;

        Job(JobID id, Heard heard, List<InProcess<?>> handles) {
            this.id = id;
            this.heard = heard;
            this.handles = handles;
        }

        /** Waits for its end; throws what it failed with. */
        void finished() throws Exception {
            await(cluster.requestJobResult(id)).toJobExecutionResult(Lab.class.getClassLoader());
        }

        /** Stops it and returns where its state is. */
        Path stop(Path folder) {
            String target = folder.toUri().toString();
            return Path.of(
                    URI.create(await(cluster.stopWithSavepoint(id, target, false, SavepointFormatType.CANONICAL))));
        }

        @Override
        public void close() {
            if (!await(cluster.getJobStatus(id)).isGloballyTerminalState()) {
                await(cluster.cancelJob(id));
                await(cluster.requestJobResult(id));
            }
            handles.forEach(InProcess::close);
        }
    }

    /** All that a job said. */
    static final class Heard implements AlertSink, RuleHealth {

        final List<AlertUpdate> alerts = new CopyOnWriteArrayList<>();
        final List<SeriesUpdate> series = new CopyOnWriteArrayList<>();
        final Map<String, List<Throwable>> dropped = new ConcurrentHashMap<>();
        final List<String> crowded = new CopyOnWriteArrayList<>();
        final List<RuleRow> results = new CopyOnWriteArrayList<>();
        final Map<String, LongAdder> read = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<Wait> waits = new ConcurrentLinkedQueue<>();

        private record Wait(Predicate<AlertUpdate> test, CompletableFuture<AlertUpdate> found) {}

        @Override
        public void alert(AlertUpdate update) {
            alerts.add(update);
            waits.forEach(wait -> {
                if (wait.test.test(update)) {
                    wait.found.complete(update);
                }
            });
        }

        @Override
        public void series(SeriesUpdate update) {
            series.add(update);
        }

        @Override
        public void rowDropped(String rule, Throwable reason) {
            dropped.computeIfAbsent(rule, unused -> new CopyOnWriteArrayList<>())
                    .add(reason);
        }

        @Override
        public void crowdedOut(String rule, int limit) {
            crowded.add(rule);
        }

        @Override
        public LongAdder rowsRead(String rule, String table) {
            return read.computeIfAbsent(rule + " " + table, unused -> new LongAdder());
        }

        @Override
        public void resultChanged(RuleRow row) {
            results.add(row);
        }

        /** The first update, from now on or before, that is so. */
        AlertUpdate await(Predicate<AlertUpdate> test) {
            Wait wait = new Wait(test, new CompletableFuture<>());
            waits.add(wait);
            alerts.stream().filter(test).findFirst().ifPresent(wait.found::complete);
            return Lab.await(wait.found);
        }

        /** The states of a rule's one alert in the order in which they came, with script time: {@code firing@1.05}. */
        List<String> story(String rule) {
            return story(
                    alerts.stream().filter(update -> update.name().equals(rule)).toList());
        }

        /** The same of the alert about one instance. */
        List<String> story(String rule, String instance) {
            return story(alerts.stream()
                    .filter(update -> update.name().equals(rule))
                    .filter(update -> instance.equals(update.labels().get("instance")))
                    .toList());
        }

        /** How often alerts of a rule came into each state. */
        Map<String, Integer> transitions(String rule) {
            Map<String, Integer> counts = new HashMap<>();
            Map<Map<String, String>, String> last = new HashMap<>();
            for (AlertUpdate update : alerts) {
                boolean other =
                        update.name().equals(rule) && !update.state().equals(last.put(update.labels(), update.state()));
                if (other) {
                    counts.merge(update.state(), 1, Integer::sum);
                }
            }
            return counts;
        }

        private static List<String> story(List<AlertUpdate> updates) {
            List<String> story = new ArrayList<>();
            String last = "";
            for (AlertUpdate update : updates) {
                if (!update.state().equals(last)) {
                    story.add(update.state() + "@" + (update.updatedAt() - Script.START.toEpochMilli()) / 1000.0);
                    last = update.state();
                }
            }
            return story;
        }
    }

    /** Sends each step to its table. */
    private static final class Teller extends ProcessFunction<Integer, Integer> {

        private static final long serialVersionUID = 1L;

        private final InProcess<Script> script;
        private final HashMap<String, OutputTag<Row>> tags;

        Teller(InProcess<Script> script, Map<String, OutputTag<Row>> tags) {
            this.script = script;
            this.tags = new HashMap<>(tags);
        }

        @Override
        public void processElement(Integer at, Context context, Collector<Integer> out) {
            Script.Step step = script.get().step(at);
            TableChange change = step.change();
            if (step.facts() != null) {
                context.output(FACTS, step.facts());
            } else if (change != null) {
                Row row = Row.ofKind(
                        RowKind.valueOf(change.kind().name()), change.values().toArray());
                context.output(tags.get(change.table().name()), row);
            }
        }
    }
}
