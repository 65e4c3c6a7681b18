package dev.vigil.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.fleet.TableChange;
import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.cluster.CheckpointFolder;
import dev.vigil.flink.cluster.StorageLock;
import dev.vigil.flink.source.ManualClock;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Expression;
import dev.vigil.rules.NoData;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline in its embedded cluster, with targets that count and a clock that the test moves. */
class AlertPipelineIT {

    private static final TargetKey A = new TargetKey("job", "a:1");
    private static final TargetKey B = new TargetKey("job", "b:1");
    private static final long LIMIT = 1_000;

    private final ManualClock clock = new ManualClock();
    private final FakeCollectors collectors = new FakeCollectors(LIMIT);
    private final AlertQueue alerts = new AlertQueue();
    private final BlockingQueue<TableChange> changes = new LinkedBlockingQueue<>();
    private Set<TargetKey> targets = Set.of(A);
    private Duration retention = Duration.ofMinutes(15);

    @TempDir
    Path storage;

    @Test
    void goesOnFromWhereItWasClosed() throws Exception {
        try (AlertPipeline pipeline = start(storage)) {
            assertThat(pipeline.status().state()).isEqualTo(new PipelineStatus.Running());
            assertThat(begun()).isEqualTo("a:1@0");
            awaitRow(Tables.TARGETS, A);
        }

        afterwards();
        try (AlertPipeline pipeline = start(storage)) {
            assertThat(begun()).isEqualTo("a:1@" + LIMIT);
            assertThat(awaitRow(Tables.TARGETS, A).kind()).isEqualTo(TableChange.Kind.INSERT);
            assertThat(pipeline.status().restarts()).isZero();
        }
    }

    @Test
    void goesOnFromTheLastCheckpointWhenItWasKilled(@TempDir Path copy) throws Exception {
        try (AlertPipeline killed = start(storage)) {
            awaitCheckpoint(killed);
            copyAsAKillLeavesIt(storage.resolve("checkpoints"), copy.resolve("checkpoints"));
        }
        afterwards();
        try (AlertPipeline pipeline = start(copy)) {
            assertThat(begun()).isEqualTo("a:1@" + LIMIT);
            assertThat(pipeline.status().state()).isEqualTo(new PipelineStatus.Running());
        }
    }

    @Test
    void leavesNoOldCheckpointsBehind() throws Exception {
        for (int run = 0; run < 2; run++) {
            try (AlertPipeline pipeline = start(storage)) {
                awaitCheckpoint(pipeline);
                awaitBeats(2); // old runs are looked at once a second
            }
            afterwards();
        }

        try (var runs = Files.list(storage.resolve("checkpoints"))) {
            assertThat(runs.map(path -> path.getFileName().toString())).containsExactly("run-00000002");
        }
    }

    @Test
    void tellsOfATargetThatLeftWhileItWasDown() throws Exception {
        targets = Set.of(A, B);
        try (AlertPipeline pipeline = start(storage)) {
            assertThat(pipeline).isNotNull();
            awaitRow(Tables.TARGETS, A);
            awaitRow(Tables.TARGETS, B);
        }
        targets = Set.of(B);
        retention = Duration.ZERO;
        afterwards();
        try (AlertPipeline pipeline = start(storage)) {
            assertThat(pipeline).isNotNull();
            clock.pass(Duration.ofSeconds(2));
            await(change -> isOf(change, Tables.TARGETS, A) && change.kind() == TableChange.Kind.DELETE);
        }
    }

    @Test
    void letsNoTimePassAfterARestartBeforeEachTargetHasBeenRead() throws Exception {
        targets = Set.of(A, B);
        try (AlertPipeline pipeline = start(storage)) {
            assertThat(pipeline).isNotNull();
            awaitRow(Tables.TARGETS, A);
            awaitRow(Tables.TARGETS, B);
        }
        targets = Set.of(B);
        retention = Duration.ZERO;
        collectors.silence("b:1");
        clock.pass(Duration.ofSeconds(12));
        afterwards();
        try (AlertPipeline pipeline = start(storage)) {
            assertThat(pipeline).isNotNull();
            clock.pass(Duration.ofSeconds(2)); // A's rows are overdue, but B may have something to say
            assertThat(awaitBeats(3)).noneMatch(change -> change.kind() == TableChange.Kind.DELETE);

            collectors.speak("b:1");

            await(change -> isOf(change, Tables.TARGETS, A) && change.kind() == TableChange.Kind.DELETE);
        }
    }

    @Test
    void showsANewRuleTheRowsThatThereAre() throws Exception {
        Rule old = alert("old", "SELECT job, instance FROM targets WHERE state = 'unreachable'");
        Rule fresh = alert("fresh", "SELECT job, instance FROM targets WHERE state <> 'training'");
        try (AlertPipeline pipeline = start(storage, new RuleSet(List.of(old)))) {
            awaitAlert("old");
            assertThat(pipeline.report("group/old").read()).isPositive();
        }
        collectors.begun.clear(); // the target says no more
        try (AlertPipeline pipeline = start(storage, new RuleSet(List.of(old, fresh)))) {
            assertThat(begun()).isEqualTo("a:1@" + LIMIT);

            assertThat(awaitAlert("fresh").labels()).containsEntry("instance", "a:1");
            assertThat(pipeline.report("group/fresh").read()).isEqualTo(1);
            assertThat(pipeline.report("group/old").read()).isZero();
        }
    }

    @Test
    void refusesAStorageThatAnotherMonitorUses() throws Exception {
        try (AlertPipeline pipeline = start(storage)) {
            assertThatThrownBy(() -> start(storage)).isInstanceOf(StorageLock.StorageInUseException.class);
            assertThat(pipeline.status().state()).isEqualTo(new PipelineStatus.Running());
        }
    }

    @Test
    void startsAnewWhereTheOldStateCannotBeRead() throws Exception {
        try (AlertPipeline pipeline = start(storage)) {
            assertThat(pipeline).isNotNull();
            awaitRow(Tables.TARGETS, A);
        }
        for (Path checkpoint : new CheckpointFolder(storage.resolve("checkpoints")).restorable()) {
            Files.write(checkpoint.resolve("_metadata"), new byte[100]);
        }
        afterwards();
        try (AlertPipeline pipeline = start(storage)) {
            assertThat(begun()).isEqualTo("a:1@0");
            assertThat(pipeline.status().state()).isEqualTo(new PipelineStatus.Running());
        }
    }

    @Test
    void givesUpWhenTheJobFailsAgainAndAgain() throws Exception {
        PipelineEdges broken = new PipelineEdges(
                () -> targets,
                () -> {
                    throw new IllegalStateException("no sockets left");
                },
                alerts,
                changes::add);

        assertThatThrownBy(() -> AlertPipeline.start(settings(storage), new RuleSet(List.of()), broken))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the pipeline failed: no sockets left");
        try (StorageLock free = StorageLock.take(storage)) {
            assertThat(free).isNotNull();
        }
    }

    @Test
    void isClosedAfterwards() throws Exception {
        AlertPipeline pipeline = start(storage);
        pipeline.close();
        pipeline.close();

        assertThat(pipeline.status().state()).isEqualTo(new PipelineStatus.Closed());
        try (StorageLock free = StorageLock.take(storage)) {
            assertThat(free).isNotNull();
        }
    }

    private AlertPipeline start(Path folder) throws Exception {
        return start(folder, new RuleSet(List.of()));
    }

    private AlertPipeline start(Path folder, RuleSet rules) throws Exception {
        PipelineEdges edges = new PipelineEdges(() -> targets, collectors, alerts, changes::add);
        return AlertPipeline.start(settings(folder), rules, edges);
    }

    private PipelineSettings settings(Path folder) {
        return new PipelineSettings(
                folder, Duration.ofMillis(100), retention, Duration.ofSeconds(1), Duration.ofSeconds(5), 1, clock, "");
    }

    /** The next run's targets have more to say, and what the last one's said is forgotten. */
    private void afterwards() {
        collectors.limit(2 * LIMIT);
        collectors.begun.clear();
        changes.clear();
    }

    private String begun() throws InterruptedException {
        return collectors.begun.poll(60, TimeUnit.SECONDS);
    }

    private TableChange awaitRow(TableSpec table, TargetKey target) throws InterruptedException {
        return await(change -> isOf(change, table, target));
    }

    private static boolean isOf(TableChange change, TableSpec table, TargetKey target) {
        return change.table().equals(table)
                && target.instance().equals(change.values().get(table.indexOf("instance")));
    }

    private TableChange await(Predicate<TableChange> wanted) throws InterruptedException {
        while (true) {
            TableChange change = changes.poll(60, TimeUnit.SECONDS);
            assertThat(change).as("a change that was waited for").isNotNull();
            if (wanted.test(change)) {
                return change;
            }
        }
    }

    /** The next update of that alert; time passes meanwhile, in steps as long as a restored target is waited for. */
    private AlertUpdate awaitAlert(String name) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            clock.pass(Duration.ofMillis(i == 0 ? 6_500 : 50));
            AlertUpdate update = alerts.alerts.poll(100, TimeUnit.MILLISECONDS);
            if (update != null && update.name().equals(name)) {
                return update;
            }
        }
        throw new AssertionError("no alert " + name);
    }

    private static Rule alert(String name, String sql) {
        return new AlertRule(
                "group/" + name,
                "group",
                name,
                new Expression(sql, "rules.yml", 1, 1),
                Duration.ZERO,
                null,
                0,
                NoData.KEEP,
                List.of(),
                Map.of(),
                Map.of(),
                List.of());
    }

    /** All that comes while the monitor beats so often; each beat moves the clock a little, or it would be no change. */
    private List<TableChange> awaitBeats(int count) throws InterruptedException {
        List<TableChange> seen = new ArrayList<>();
        for (int beat = 0; beat < count; beat++) {
            clock.pass(Duration.ofMillis(1));
            await(change -> {
                seen.add(change);
                return change.table().equals(Tables.MONITOR) && change.kind() != TableChange.Kind.UPDATE_BEFORE;
            });
        }
        return seen;
    }

    private void awaitCheckpoint(AlertPipeline pipeline) throws Exception {
        assertThat(pipeline.status().state()).isEqualTo(new PipelineStatus.Running());
        CheckpointFolder folder = new CheckpointFolder(storage.resolve("checkpoints"));
        awaitRow(Tables.TARGETS, A);
        while (folder.restorable().isEmpty()) {
            awaitBeats(1);
        }
        awaitBeats(2); // ten checkpoints a second: one of them is of after the last reading
    }

    /** Files may come and go meanwhile; a checkpoint that is cut short is passed over. */
    private static void copyAsAKillLeavesIt(Path from, Path to) throws IOException {
        List<Path> all;
        try (var paths = Files.walk(from)) {
            all = paths.toList();
        }
        for (Path path : all) {
            Path copy = to.resolve(from.relativize(path).toString());
            try {
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy);
                }
            } catch (NoSuchFileException vanished) {
                assertThat(vanished.getFile()).contains("chk-");
            }
        }
    }
}
