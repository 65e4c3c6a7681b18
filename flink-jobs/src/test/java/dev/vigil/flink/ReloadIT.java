package dev.vigil.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import dev.vigil.flink.cluster.CheckpointFolder;
import dev.vigil.flink.source.ManualClock;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Expression;
import dev.vigil.rules.NoData;
import dev.vigil.rules.Problem;
import dev.vigil.rules.RecordRule;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other rules for a running pipeline, with a target that counts and a clock that the test moves. */
class ReloadIT {

    private static final TargetKey A = new TargetKey("job", "a:1");
    private static final TargetKey B = new TargetKey("job", "b:1");
    private static final String PRESENT = "SELECT job, instance, restarts AS value FROM targets";
    private static final String COUNTED = "SELECT job, instance, COUNT(*) OVER (PARTITION BY job, instance ORDER BY ts"
            + " RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW) AS value FROM polls";
    private static final int STEPS = 6_000;
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration LATER = Duration.ofMinutes(2);

    private final ManualClock clock = new ManualClock();
    private final FakeCollectors collectors = new FakeCollectors(1, Reading.Outcome.OK);
    private final BlockingQueue<AlertUpdate> alerts = new LinkedBlockingQueue<>();
    private final BlockingQueue<SeriesUpdate> series = new LinkedBlockingQueue<>();
    private final List<AlertUpdate> passed = new ArrayList<>();
    private Set<TargetKey> targets = Set.of(A);
    private int reloaded;
    private long readings = 1;

    @TempDir
    Path storage;

    @Test
    void unchangedRulesKeepWhatTheyCountedAndTheirClocks() throws Exception {
        Rule counts = new RecordRule("g/polled", "g", "polled", expression(COUNTED), Map.of());
        try (AlertPipeline pipeline =
                start(alert("Firing", PRESENT, AT_ONCE), alert("Pending", PRESENT, LATER), counts)) {
            AlertUpdate fired = await("Firing", "firing");
            AlertUpdate pending = await("Pending", "pending");
            pass(Duration.ofMinutes(1));
            double counted = newestCount();

            ReloadOutcome outcome = reload(
                    pipeline,
                    alert("New", PRESENT, AT_ONCE),
                    alert("Firing", PRESENT, AT_ONCE),
                    alert("Pending", PRESENT, LATER),
                    counts);

            assertThat(outcome).isInstanceOf(ReloadOutcome.Applied.class);
            assertThat(pipeline.status().state()).isEqualTo(new PipelineStatus.Running());
            AlertUpdate again = await("Firing", "firing");
            assertThat(again.restored()).isTrue();
            assertThat(again.firedAt()).isEqualTo(fired.firedAt());
            await("New", "firing");
            AlertUpdate late = await("Pending", "firing");
            assertThat(late.activeAt()).isEqualTo(pending.activeAt());
            assertThat(late.firedAt() - late.activeAt())
                    .isLessThan(LATER.plusSeconds(5).toMillis());
            assertThat(passed).noneMatch(update -> update.state().equals("inactive"));
            assertThat(collectors.begun).containsExactly("a:1@0");
            assertThat(counted).isGreaterThan(10);
            assertThat(series).isNotEmpty().allMatch(update -> update.value() == null || update.value() >= counted);
        }
    }

    @Test
    void aRewrittenRuleKeepsItsAlertsWhereItsNewQueryHasThemToo() throws Exception {
        try (AlertPipeline pipeline = start(alert("Kept", PRESENT, AT_ONCE), alert("Lost", PRESENT, AT_ONCE))) {
            long firedAt = await("Kept", "firing").firedAt();
            await("Lost", "firing");

            ReloadOutcome outcome = reload(
                    pipeline,
                    alert("Kept", PRESENT + " WHERE restarts < 100", AT_ONCE),
                    alert("Lost", PRESENT + " WHERE restarts > 100", AT_ONCE));

            assertThat(outcome).isInstanceOf(ReloadOutcome.Applied.class);
            AlertUpdate lost = await("Lost", "inactive");
            assertThat(lost.resolvedAt()).isPositive();
            assertThat(passed)
                    .noneMatch(update ->
                            update.name().equals("Kept") && !update.state().equals("firing"));
            assertThat(passed)
                    .filteredOn(update -> update.name().equals("Kept"))
                    .allSatisfy(update -> assertThat(update.firedAt()).isEqualTo(firedAt));
        }
    }

    @Test
    void alertsOfDeletedRulesEndAtOnceAlsoOfTheLastRule() throws Exception {
        try (AlertPipeline pipeline = start(alert("Only", PRESENT, AT_ONCE))) {
            await("Only", "firing");

            ReloadOutcome outcome = reload(pipeline);

            assertThat(outcome).isInstanceOf(ReloadOutcome.Applied.class);
            AlertUpdate ended = await("Only", "inactive");
            assertThat(ended.labels()).containsEntry("instance", "a:1");
        }
    }

    @Test
    void rulesThatCannotRunChangeNothing() throws Exception {
        try (AlertPipeline pipeline = start(alert("Firing", PRESENT, AT_ONCE))) {
            await("Firing", "firing");
            alerts.clear();

            ReloadOutcome outcome = reload(
                    pipeline, alert("Firing", PRESENT, AT_ONCE), alert("Wrong", "SELECT jobb FROM targets", AT_ONCE));

            assertThat(outcome).isInstanceOf(ReloadOutcome.Refused.class);
            assertThat(((ReloadOutcome.Refused) outcome).problems())
                    .extracting(Problem::toString)
                    .singleElement()
                    .asString()
                    .startsWith("rules.yml:7:")
                    .contains("jobb");
            assertThat(reload(pipeline, alert("Firing", PRESENT, AT_ONCE).at(new Expression(PRESENT, "b.yml", 2, 2))))
                    .isEqualTo(new ReloadOutcome.Unchanged());
            assertThat(alerts).noneMatch(AlertUpdate::restored);
            assertThat(pipeline.status().restarts()).isZero();
        }
    }

    @Test
    void aNewRuleKnowsWhatThereIsHoweverSoonTheMonitorEnds() throws Exception {
        // Without the rows that are there it would take one of two changes for the first row of all, and count one
        // target.
        Rule both =
                alert("Both", "SELECT job, COUNT(*) AS value FROM targets GROUP BY job HAVING COUNT(*) = 2", AT_ONCE);
        targets = Set.of(A, B);
        try (AlertPipeline pipeline = start(alert("Firing", PRESENT, AT_ONCE))) {
            await("Firing", "firing");
            pass(Duration.ofSeconds(5));

            assertThat(reload(pipeline, alert("Firing", PRESENT, AT_ONCE), both))
                    .isInstanceOf(ReloadOutcome.Applied.class);
        }
        try (AlertPipeline again = start(alert("Firing", PRESENT, AT_ONCE), both)) {
            assertThat(await("Both", "firing").value()).isEqualTo(2);
            assertThat(again.status().restarts()).isZero();
        }
    }

    @Test
    void whereTheNewJobDoesNotComeUpTheOldRulesGoOn() throws Exception {
        AlertRule firing = alert("Firing", PRESENT, AT_ONCE);
        AlertRule waiting = alert("Waiting", PRESENT, Duration.ofHours(1));
        try (AlertPipeline pipeline = start(firing, waiting)) {
            long firedAt = await("Firing", "firing").firedAt();
            long activeAt = await("Waiting", "pending").activeAt();
            awaitCheckpoint();
            // A last state cannot be written; so the new job needs a collector of its own, and that cannot be had
            // either.
            Files.createFile(storage.resolve("checkpoints/run-00000001/stop"));
            collectors.failOnce();

            ReloadOutcome outcome = reload(pipeline, firing, alert("New", PRESENT, AT_ONCE));

            assertThat(outcome).isInstanceOf(ReloadOutcome.Failed.class);
            assertThat(((ReloadOutcome.Failed) outcome).reason()).contains("no collector now");
            AlertUpdate fired = await("Firing", "firing");
            assertThat(fired.restored()).isTrue();
            assertThat(fired.firedAt()).isEqualTo(firedAt);
            assertThat(await("Waiting", "pending").activeAt()).isEqualTo(activeAt);
            pass(Duration.ofSeconds(30));
            assertThat(passed)
                    .noneMatch(update -> update.name().equals("New"))
                    .noneMatch(update -> update.state().equals("inactive"));
            assertThat(pipeline.status().state()).isEqualTo(new PipelineStatus.Running());
            assertThat(pipeline.status().failures()).isEmpty();

            assertThat(reload(pipeline, firing, waiting, alert("New", PRESENT, AT_ONCE)))
                    .isInstanceOf(ReloadOutcome.Applied.class);
            await("New", "firing");
        }
    }

    @Test
    void aRuleThatWasSwitchedOffGetsANewChance() throws Exception {
        Rule bad = alert(
                "Bad",
                "SELECT job, COUNT(*) AS value FROM targets GROUP BY job"
                        + " HAVING 10 / CAST(COUNT(*) - 1 AS INT) >= 0",
                AT_ONCE);
        Rule good = alert("Good", PRESENT, AT_ONCE);
        try (AlertPipeline pipeline = start(bad, good)) {
            awaitSwitchedOff(pipeline, 1);

            ReloadOutcome outcome = reload(pipeline, bad, good);

            assertThat(outcome).isInstanceOf(ReloadOutcome.Applied.class);
            awaitSwitchedOff(pipeline, 2);
            reload(pipeline, good);
            assertThat(pipeline.status().failures()).isEmpty();
        }
    }

    private AlertPipeline start(Rule... rules) throws Exception {
        AlertSink sink = new AlertSink() {
            @Override
            public void alert(AlertUpdate update) {
                alerts.add(update);
            }

            @Override
            public void series(SeriesUpdate update) {
                series.add(update);
            }
        };
        PipelineEdges edges = new PipelineEdges(() -> targets, collectors, sink, change -> {});
        return AlertPipeline.start(settings(), rules(rules), edges);
    }

    private PipelineSettings settings() {
        return new PipelineSettings(
                storage,
                Duration.ofMillis(100),
                Duration.ofMinutes(15),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                1,
                clock,
                "");
    }

    /** Waits, while time passes, for an alert in a state; also one that came since the last reload counts. */
    private AlertUpdate await(String name, String state) throws InterruptedException {
        Predicate<AlertUpdate> wanted =
                update -> update.name().equals(name) && update.state().equals(state);
        Optional<AlertUpdate> before =
                passed.subList(reloaded, passed.size()).stream().filter(wanted).findFirst();
        return before.isPresent()
                ? before.get()
                : await(alerts, update -> {
                    passed.add(update);
                    return wanted.test(update);
                });
    }

    private ReloadOutcome reload(AlertPipeline pipeline, Rule... rules) throws InterruptedException {
        alerts.drainTo(passed);
        reloaded = passed.size();
        return pipeline.reload(settings(), rules(rules));
    }

    /** What the counting rule said last; what it said before is forgotten. */
    private double newestCount() {
        List<SeriesUpdate> said = new ArrayList<>();
        series.drainTo(said);
        return Objects.requireNonNull(said.get(said.size() - 1).value());
    }

    /** The next checkpoint may have begun before what was seen last; the one behind it knows that. */
    private void awaitCheckpoint() throws Exception {
        CheckpointFolder checkpoints = new CheckpointFolder(storage.resolve("checkpoints"));
        for (int more = 0; more < 2; more++) {
            List<Path> before = checkpoints.restorable();
            for (int step = 0; checkpoints.restorable().stream().allMatch(before::contains); step++) {
                assertThat(step).as("a bound for hung tests").isLessThan(STEPS);
                pass(Duration.ofMillis(500));
            }
        }
    }

    private void awaitSwitchedOff(AlertPipeline pipeline, int failures) throws InterruptedException {
        for (int step = 0; step < STEPS; step++) {
            PipelineStatus.RuleFailure failure = pipeline.status().failures().get("g/Bad");
            if (failure != null && failure.switchedOff() && failure.count() == failures) {
                return;
            }
            pass(Duration.ofMillis(500));
        }
        throw new AssertionError("never switched off: " + pipeline.status());
    }

    /** A bound for hung tests: some minutes of the pipeline's time. */
    private <T> T await(BlockingQueue<T> queue, Predicate<T> wanted) throws InterruptedException {
        for (int step = 0; step < STEPS; step++) {
            T update = queue.poll(10, TimeUnit.MILLISECONDS);
            if (update != null && wanted.test(update)) {
                return update;
            }
            step();
        }
        throw new AssertionError(
                "waited in vain; newest alerts: " + passed.subList(Math.max(0, passed.size() - 5), passed.size()));
    }

    private void pass(Duration time) throws InterruptedException {
        long end = clock.millis() + time.toMillis();
        while (clock.millis() < end) {
            AlertUpdate update = alerts.poll(2, TimeUnit.MILLISECONDS);
            if (update != null) {
                passed.add(update);
            }
            step();
        }
    }

    /** A jump would look like a pause of the process; the target is read once a second. */
    private void step() {
        clock.pass(Duration.ofMillis(50));
        if (clock.millis() % 1000 == 0) {
            readings++;
            collectors.limit(readings);
            targets.forEach(target -> collectors.speak(target.instance()));
        }
    }

    private static RuleSet rules(Rule... rules) {
        return new RuleSet(Arrays.asList(rules));
    }

    private static Expression expression(String sql) {
        return new Expression(sql, "rules.yml", 7, 1);
    }

    private static AlertRule alert(String name, String sql, Duration holdFor) {
        return new AlertRule(
                "g/" + name,
                "g",
                name,
                expression(sql),
                holdFor,
                null,
                0,
                NoData.KEEP,
                List.of(),
                Map.of(),
                Map.of(),
                List.of());
    }
}
