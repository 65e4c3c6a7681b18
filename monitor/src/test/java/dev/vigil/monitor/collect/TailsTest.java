package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.QueryTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TailsTest {

    private static final WatchConfig.Table METRICS = new WatchConfig.Table("python.metrics", "timestamp");
    private static final List<String> TRACE =
            List.of("timestamp", "step", "seq", "module", "stage", "duration", "allocated", "max_allocated");

    // -- torch_trace

    private static List<Object> module(long time, long seq) {
        return List.of(time, 3L, seq, "head", "post forward", 0.25, 1.0, 2.0);
    }

    private static List<Long> seqs(Optional<Reading> reading) {
        return reading.map(found -> ((Reading.Modules) found)
                        .rows().stream().map(Reading.ModuleRow::seq).toList())
                .orElse(List.of());
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static QueryTable trace(List<Object>... rows) {
        return new QueryTable(TRACE, List.of(rows));
    }

    @Test
    void readsOnlyTheLastModuleRowsOfAProcessMetForTheFirstTime() {
        TraceTail tail = new TraceTail(null);

        assertThat(tail.sql()).contains("ORDER BY timestamp DESC").contains("LIMIT 1000");
        assertThat(seqs(tail.take(Samples.KEY, trace(module(20, 2), module(10, 1)))))
                .containsExactly(1L, 2L);
    }

    @Test
    void overlapsAndDropsWhatItHasSeen() {
        TraceTail tail = new TraceTail(null);
        tail.take(Samples.KEY, trace(module(10_000_000, 1)));

        assertThat(tail.sql()).contains("timestamp >= 8000000 ORDER BY timestamp, seq LIMIT 5000");
        assertThat(seqs(tail.take(
                        Samples.KEY, trace(module(9_000_000, 0), module(10_000_000, 1), module(10_000_001, 2)))))
                .containsExactly(0L, 2L);
        assertThat(tail.take(Samples.KEY, trace(module(10_000_000, 1)))).isEmpty();
    }

    @Test
    void afterARestartDoesNotReadARowTwice() {
        TraceTail tail = new TraceTail(null);
        tail.take(Samples.KEY, trace(module(10_000_000, 1)));

        TraceTail restored = new TraceTail(tail.position().orElseThrow());

        assertThat(restored.sql()).contains("timestamp >= 10000001 ORDER BY");
    }

    @Test
    void aFullPageIsReadOnWithoutOverlap() {
        TraceTail tail = new TraceTail(null);
        tail.take(Samples.KEY, trace(module(10_000_000, 1)));
        List<List<Object>> page = new ArrayList<>();
        for (int i = 0; i < Tail.PAGE; i++) {
            page.add(module(10_000_001, i + 2));
        }
        QueryTable full = new QueryTable(TRACE, new ArrayList<>(page));

        tail.take(Samples.KEY, full);
        assertThat(tail.sql()).contains("timestamp >= 10000001 ");

        tail.take(Samples.KEY, full);
        assertThat(tail.sql()).as("nothing new in a full page").contains("timestamp >= 10000002 ");
    }

    @Test
    void asksTheLaterFamilyForItsOwnStepColumnOnce() {
        TraceTail tail = new TraceTail(null);

        assertThat(tail.rephrase()).isTrue();
        assertThat(tail.sql()).contains("global_step");
        assertThat(tail.rephrase()).as("both forms were refused").isFalse();
    }

    @Test
    void ignoresRowsOfAnotherShape() {
        List<Object> odd = List.of("ten", 3L, 1L, "head", "post forward", 0.25, 1.0, 2.0);

        assertThat(new TraceTail(null).take(Samples.KEY, trace(odd, List.of(1L))))
                .isEmpty();
        assertThat(new TraceTail(null).take(Samples.KEY, new QueryTable(List.of(), List.of())))
                .isEmpty();
    }

    // -- the job's own tables

    private static QueryTable metrics(Object[]... rows) {
        List<List<Object>> cells = Arrays.stream(rows).map(Arrays::asList).toList();
        return new QueryTable(List.of("timestamp", "step", "loss"), new ArrayList<>(cells));
    }

    private static Object[] row(Object... cells) {
        return cells;
    }

    private static List<Double> losses(Optional<Reading> reading) {
        return reading.map(found -> ((Reading.Table) found)
                        .rows().stream().map(Reading.TableRow::value).toList())
                .orElse(List.of());
    }

    @Test
    void readsTheNewestRowsFirstAndThenWhatFollows() {
        TableTail tail = new TableTail(METRICS, null);
        assertThat(tail.sql()).isEqualTo("SELECT * FROM python.metrics ORDER BY timestamp DESC LIMIT 100");

        assertThat(losses(tail.take(Samples.KEY, metrics(row(20L, 2L, 0.2), row(10L, 1L, 0.1)))))
                .containsExactly(0.1, 0.2);
        assertThat(tail.sql())
                .isEqualTo("SELECT * FROM python.metrics WHERE timestamp >= 20 ORDER BY timestamp LIMIT 5001");
        assertThat(losses(tail.take(Samples.KEY, metrics(row(20L, 2L, 0.2), row(30L, 3L, 0.3)))))
                .containsExactly(0.3);
    }

    @Test
    void givesEachCellItsRowsStep() {
        Optional<Reading> reading = new TableTail(METRICS, null).take(Samples.KEY, metrics(row(20L, 7L, 0.2)));

        assertThat(reading)
                .contains(new Reading.Table(
                        Samples.KEY, "python.metrics", List.of(new Reading.TableRow("loss", 0.2, null, 7.0))));
    }

    @Test
    void rowsThatJoinTheNewestValueLaterAreNeitherLostNorDoubled() {
        TableTail tail = new TableTail(METRICS, null);
        tail.take(Samples.KEY, metrics(row(20L, 2L, 0.2)));
        tail.take(Samples.KEY, metrics(row(20L, 2L, 0.2), row(20L, 2L, 0.25)));
        TableTail restored = new TableTail(METRICS, tail.position().orElseThrow());

        assertThat(losses(
                        restored.take(Samples.KEY, metrics(row(20L, 2L, 0.2), row(20L, 2L, 0.25), row(20L, 2L, 0.3)))))
                .containsExactly(0.3);
    }

    @Test
    void readsOnPastAValueThatTooManyRowsShare() {
        TableTail tail = new TableTail(METRICS, "20#5001");

        assertThat(tail.sql()).contains("timestamp > 20 ");
        assertThat(losses(tail.take(Samples.KEY, metrics(row(21L, 2L, 0.2))))).containsExactly(0.2);
        assertThat(tail.position()).contains("21#1");
    }

    @Test
    void aNullInAColumnOfFractionsIsNotANumber() {
        TableTail tail = new TableTail(METRICS, null);

        assertThat(losses(tail.take(Samples.KEY, metrics(row(20L, 2L, null), row(10L, 1L, 0.1)))))
                .containsExactly(0.1, Double.NaN);
    }

    @Test
    void aColumnWithoutCellsGivesNothing() {
        assertThat(new TableTail(METRICS, null).take(Samples.KEY, metrics(row(20L, 2L, null))))
                .isEmpty();
    }

    @Test
    void rowsWithoutACursorAreLeftOut() {
        assertThat(new TableTail(METRICS, null).take(Samples.KEY, metrics(row("soon", 2L, 0.2))))
                .isEmpty();
        assertThat(new TableTail(METRICS, null).take(Samples.KEY, new QueryTable(List.of(), List.of())))
                .isEmpty();
    }

    @Test
    void longTextsAreCut() {
        Optional<Reading> reading =
                new TableTail(METRICS, null).take(Samples.KEY, metrics(row(20L, 2L, "x".repeat(100_000))));

        assertThat(reading)
                .hasValueSatisfying(found ->
                        assertThat(((Reading.Table) found).rows().get(0).text()).hasSize(1000));
    }

    @ParameterizedTest
    @CsvSource({
        "python.metrics, timestamp, true",
        "metrics, step, true",
        "information_schema.tables.x, step, false",
        "python.`exit()`, step, false",
        "metrics; DROP, step, false",
        "metrics, 1 OR 1, false",
    })
    void onlyPlainNamesAreEverAsked(String table, String cursor, boolean askable) {
        assertThat(TableTail.isAskable(new WatchConfig.Table(table, cursor))).isEqualTo(askable);
    }
}
