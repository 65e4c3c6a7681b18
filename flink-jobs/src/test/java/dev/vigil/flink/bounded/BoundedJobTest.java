package dev.vigil.flink.bounded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.fleet.TargetFacts;
import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import dev.vigil.flink.cluster.EmbeddedCluster;
import dev.vigil.flink.cluster.JobEnd;
import dev.vigil.flink.sql.RuleInputs;
import dev.vigil.flink.table.Schemas;
import dev.vigil.rules.RuleSet;
import dev.vigil.rules.yaml.RuleReader;
import dev.vigil.rules.yaml.YamlSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedJobTest {

    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final String HELD =
            "{alert: Many, expr: 'SELECT targets AS value FROM monitor WHERE targets > 1', for: 30s, keep_firing_for: 1m}";
    private static final String JOINED =
            "{alert: Pair, expr: 'SELECT a.targets AS value FROM monitor a JOIN monitor b ON a.targets = b.targets"
                    + " WHERE a.reachable <> b.reachable'}";
    private static final String WINDOWED =
            "{alert: Busy, expr: \"SELECT job, COUNT(*) AS value FROM TABLE(TUMBLE(TABLE polls, DESCRIPTOR(ts), INTERVAL '10' SECOND))"
                    + " GROUP BY job, window_start, window_end\"}";

    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start(@TempDir Path scratch) throws Exception {
        cluster = EmbeddedCluster.start(scratch.resolve("flink"), 1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void clocksAreExactThoughTimeJumps() throws Exception {
        List<String> told = run(
                HELD,
                Tables.MONITOR,
                List.of(monitor(0, RowKind.INSERT, 2), monitor(100, RowKind.DELETE, 2), passed(1_000)));

        assertThat(told).containsExactly("pending@0", "firing@30000", "firing@100000", "inactive@160000");
    }

    @Test
    void joinsNeverMeetMomentsThatAreApart() throws Exception {
        List<Timed<Row>> pieces = new ArrayList<>();
        pieces.add(monitor(0, RowKind.INSERT, 0));
        for (int i = 1; i < 200; i++) {
            pieces.add(monitor(3 * i, RowKind.UPDATE_BEFORE, i - 1));
            pieces.add(monitor(3 * i, RowKind.UPDATE_AFTER, i));
        }
        pieces.add(passed(1_000));

        assertThat(run(JOINED, Tables.MONITOR, pieces)).isEmpty();
    }

    @Test
    void whatGoesRightAfterATimeHasPassedWasThereBefore() throws Exception {
        String both =
                "{alert: Both, expr: 'SELECT a.targets AS value FROM monitor a JOIN monitor b ON a.targets = b.targets"
                        + " WHERE a.targets > 1'}";
        List<Timed<Row>> pieces = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) { // two inputs meet: which one comes first is chance
            pieces.add(monitor(10 * i, RowKind.INSERT, 2));
            Row gone = Row.ofKind(RowKind.DELETE, 2.0, 2.0, 0.0, 0.0, 0.0, null);
            pieces.add(Timed.of(START.plusMillis(10_000 * i + 3_001), gone));
            expected.add("firing@" + (10_000 * i + 1_000));
            expected.add("inactive@" + (10_000 * i + 4_050));
        }
        pieces.add(passed(500));

        assertThat(run(both, Tables.MONITOR, pieces)).isEqualTo(expected);
    }

    @Test
    void windowsEndOnTimeWhereTimePassesInSteps() throws Exception {
        List<String> told = run(WINDOWED, Tables.POLLS, List.of(Timed.of(START.plusSeconds(3), poll()), passed(600)));

        assertThat(told).containsExactly("firing@10000", "inactive@310000");
    }

    private static List<String> run(String rule, TableSpec table, List<Timed<Row>> pieces) throws Exception {
        List<String> told = new ArrayList<>();
        AlertSink sink = new AlertSink() {
            @Override
            public void alert(AlertUpdate update) {
                told.add(update.state() + "@" + (update.updatedAt() - START.toEpochMilli()));
            }

            @Override
            public void series(SeriesUpdate update) {
                throw new AssertionError(update);
            }
        };
        try (BoundedJob job = BoundedJob.inLockStep()) {
            TypeInformation<Row> type = Schemas.rowType(table);
            DataStream<Row> rows = job.input(Steps.in(pieces.iterator(), Duration.ofMillis(50)), type);
            DataStream<TargetFacts> nobody = rows.filter(row -> false)
                    .map(row -> new TargetFacts(null, null, true, true), TypeInformation.of(TargetFacts.class));
            job.rules(
                    new RuleInputs(Map.of(table, rows), nobody),
                    rules(rule),
                    Duration.ofSeconds(1),
                    sink,
                    (name, reason) -> told.add(name + " dropped " + reason));
            assertThat(job.run(cluster)).isInstanceOf(JobEnd.Stopped.class);
        }
        return told;
    }

    private static RuleSet rules(String rule) {
        String text = "groups: [{name: g, rules: [" + rule + "]}]";
        return RuleReader.read(List.of(new YamlSource("rules.yml", text)))
                .rules()
                .orElseThrow();
    }

    private static Timed<Row> passed(int seconds) {
        return Timed.passed(START.plusSeconds(seconds));
    }

    private static Timed<Row> monitor(int seconds, RowKind kind, double targets) {
        return Timed.of(START.plusSeconds(seconds), Row.ofKind(kind, targets, targets, 0.0, 0.0, 0.0, null));
    }

    private static Row poll() {
        return Row.of("j", "a", "", "mailbox", "ok", 0.01, null, null);
    }
}
