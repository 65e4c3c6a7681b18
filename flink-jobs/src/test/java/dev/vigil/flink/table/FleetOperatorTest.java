package dev.vigil.flink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vigil.fleet.Beat;
import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TableChange;
import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.fleet.TargetFacts;
import dev.vigil.fleet.TargetKey;
import dev.vigil.fleet.WatchReading;
import dev.vigil.flink.cluster.InProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.types.PojoTestUtils;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FleetOperatorTest {

    private static final TargetKey A = new TargetKey("job", "a:1");
    private static final long T0 = 1_700_000_000_000L;
    private static final Duration RETENTION = Duration.ofMinutes(15);

    private final List<TableChange> seen = new ArrayList<>();
    private final InProcess<TableSink> sink = InProcess.of(seen::add);
    private final Map<String, OutputTag<Row>> tags = new HashMap<>();
    private final Map<String, OutputTag<Row>> withPast = new HashMap<>();
    private @Nullable Set<String> watches;
    private KeyedOneInputStreamOperatorTestHarness<String, Reading, TargetFacts> harness;

    @BeforeEach
    void open() throws Exception {
        for (TableSpec table : Tables.ALL) {
            tags.put(table.name(), new OutputTag<>(table.name(), Schemas.rowType(table)));
            withPast.put(table.name(), new OutputTag<>("past/" + table.name(), Schemas.rowType(table)));
        }
        harness = harness();
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
        sink.close();
    }

    @Test
    void givesEachTableItsRowsUnderTheTimeOfTheReading() throws Exception {
        reads(T0, refused(A));

        StreamRecord<Row> poll = rows(Tables.POLLS).get(0);
        assertThat(poll.getTimestamp()).isEqualTo(T0);
        assertThat(poll.getValue().getField(Tables.POLLS.indexOf("outcome"))).isEqualTo("refused");
        assertThat(rows(Tables.TARGETS)).isNotEmpty();
    }

    @Test
    void takesARowBackWithTheTimeItCameWith() throws Exception {
        reads(T0, beat(1));
        reads(T0 + 1_000, beat(2));

        assertThat(rows(Tables.MONITOR))
                .extracting(row -> row.getValue().getKind(), StreamRecord::getTimestamp)
                .containsExactly(
                        tuple(RowKind.INSERT, T0),
                        tuple(RowKind.UPDATE_BEFORE, T0),
                        tuple(RowKind.UPDATE_AFTER, T0 + 1_000));
    }

    @Test
    void showsTheSinkLatestStateButNoHistory() throws Exception {
        reads(T0, refused(A));

        assertThat(seen)
                .extracting(change -> change.table().name())
                .contains("targets")
                .doesNotContain("polls");
    }

    @Test
    void letsTimePassForAJobThatSaysNothing() throws Exception {
        reads(T0, refused(A));
        reads(T0 + 500, new Reading.Removed(A));

        timePasses(T0, RETENTION.plusSeconds(2));

        assertThat(rows(Tables.TARGETS))
                .extracting(row -> row.getValue().getKind())
                .endsWith(RowKind.DELETE);
        assertThat(facts()).extracting(TargetFacts::present).endsWith(false);
    }

    @Test
    void keepsNothingOfAJobThatIsGone() throws Exception {
        reads(T0, refused(A));
        reads(T0 + 500, new Reading.Removed(A));

        timePasses(T0, RETENTION.plusSeconds(2));

        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void endsItsTimersAtTheEndOfInput() throws Exception {
        reads(T0, refused(A));

        harness.processWatermark(Long.MAX_VALUE);

        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void tellsTheSinkAgainAfterARestart() throws Exception {
        reads(T0, refused(A));
        reads(T0, beat(1));

        restart();
        reads(T0 + 12_000, refused(A));
        reads(T0 + 12_000, beat(2));

        assertThat(seen.get(0).table()).isEqualTo(Tables.TARGETS);
        assertThat(seen.get(0).kind()).isEqualTo(TableChange.Kind.INSERT);
        assertThat(seen)
                .filteredOn(change -> change.table().equals(Tables.MONITOR))
                .extracting(TableChange::kind)
                .containsExactly(
                        TableChange.Kind.INSERT, TableChange.Kind.UPDATE_BEFORE, TableChange.Kind.UPDATE_AFTER);
    }

    @Test
    void doesNotTellQueriesAgainAfterARestart() throws Exception {
        reads(T0, refused(A));

        restart();
        reads(T0 + 12_000, refused(A));

        assertThat(rows(Tables.TARGETS))
                .extracting(row -> row.getValue().getKind())
                .doesNotContain(RowKind.INSERT);
    }

    @Test
    void tellsThoseWhoKnowNothingWhatThereIsAfterARestart() throws Exception {
        reads(T0, refused(A));
        reads(T0, beat(1));

        restart();
        harness.processWatermark(T0 + 12_000);
        reads(T0 + 13_000, beat(2));

        assertThat(rows(withPast.get("targets")).get(0).getValue().getKind()).isEqualTo(RowKind.INSERT);
        assertThat(rows(withPast.get("monitor")))
                .extracting(row -> row.getValue().getKind(), StreamRecord::getTimestamp)
                .containsExactly(
                        tuple(RowKind.INSERT, T0),
                        tuple(RowKind.UPDATE_BEFORE, T0),
                        tuple(RowKind.UPDATE_AFTER, T0 + 13_000));
    }

    @Test
    void tellsThemBeforeTheFirstCheckpointHoweverSoonThatComes() throws Exception {
        reads(T0, refused(A));
        reads(T0, beat(1));

        restart();
        harness.prepareSnapshotPreBarrier(2);

        assertThat(rows(withPast.get("targets")))
                .extracting(row -> row.getValue().getKind())
                .containsExactly(RowKind.INSERT);
        assertThat(rows(withPast.get("monitor")))
                .extracting(row -> row.getValue().getKind(), StreamRecord::getTimestamp)
                .containsExactly(tuple(RowKind.INSERT, T0));
        assertThat(rows(Tables.TARGETS)).isEmpty();

        harness.prepareSnapshotPreBarrier(3);
        reads(T0 + 12_000, refused(A));
        reads(T0 + 12_000, beat(2));

        assertThat(rows(withPast.get("targets")))
                .extracting(row -> row.getValue().getKind())
                .containsOnlyOnce(RowKind.INSERT);
        assertThat(rows(withPast.get("monitor"))).hasSize(3);
    }

    @Test
    void tellsFactsAgainAfterARestartByATimerAlone() throws Exception {
        reads(T0, refused(A));
        List<TargetFacts> before = facts();

        restart();
        harness.processWatermark(T0 + 12_000);

        assertThat(facts()).isNotEmpty().startsWith(before.get(before.size() - 1));
        assertThat(((StreamRecord<?>) harness.getOutput().peek()).getTimestamp())
                .isEqualTo(T0 + 12_000);
        assertThat(seen).extracting(change -> change.table().name()).contains("targets");
    }

    @Test
    void goesOnCountingTimeAfterARestart() throws Exception {
        reads(T0, refused(A));
        reads(T0, new Reading.Removed(A));

        restart();
        timePasses(T0 + 12_000, RETENTION);

        assertThat(rows(Tables.TARGETS))
                .extracting(row -> row.getValue().getKind())
                .endsWith(RowKind.DELETE);
    }

    @Test
    void isUnharmedByACheckpointWhileItWorks() throws Exception {
        reads(T0, refused(A));
        OperatorSubtaskState early = harness.snapshot(1, T0);
        reads(T0 + 1_000, new Reading.Removed(A));

        restart(early);
        timePasses(T0, RETENTION.plusMinutes(1));

        assertThat(harness.numKeyedStateEntries()).isPositive(); // of before the removal
    }

    @Test
    void takesTheAnnouncementOfWhatIsResumedForNoReading() throws Exception {
        reads(T0, new Reading.Resumed(Set.of(A)));

        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.getOutput()).isEmpty();
    }

    @Test
    void makesNoRowsOfWatchesThatNobodyReads() throws Exception {
        watches = Set.of("lr");
        withPast.clear();
        restart(harness.snapshot(1, 1));

        reads(T0, watching("loss", "lr"));

        assertThat(rows(Tables.WATCHES))
                .extracting(row -> row.getValue().getField(Tables.WATCHES.indexOf("name")))
                .containsExactly("lr");
    }

    @Test
    void needsNoKryo() {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(TargetFacts.class);
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(TargetKey.class);
    }

    private KeyedOneInputStreamOperatorTestHarness<String, Reading, TargetFacts> harness() throws Exception {
        FleetSettings settings = new FleetSettings(Duration.ofSeconds(1), RETENTION);
        FleetOperator operator = new FleetOperator(settings, tags, withPast, watches, sink);
        return new KeyedOneInputStreamOperatorTestHarness<>(
                operator, reading -> reading.target().job(), Types.STRING, 1, 1, 0);
    }

    private void restart() throws Exception {
        restart(harness.snapshot(1, T0));
    }

    private void restart(OperatorSubtaskState state) throws Exception {
        harness.close();
        seen.clear();
        harness = harness();
        harness.initializeState(state);
        harness.open();
    }

    private void reads(long time, Reading reading) throws Exception {
        harness.processElement(new StreamRecord<>(reading, time));
    }

    /** In steps of the watermark, as the running source does. */
    private void timePasses(long from, Duration duration) throws Exception {
        for (long time = from; time <= from + duration.toMillis(); time += 500) {
            harness.processWatermark(time);
        }
    }

    private List<StreamRecord<Row>> rows(TableSpec table) {
        return rows(tags.get(table.name()));
    }

    private List<StreamRecord<Row>> rows(OutputTag<Row> tag) {
        var records = harness.getSideOutput(tag);
        return records == null ? List.of() : List.copyOf(records);
    }

    private List<TargetFacts> facts() {
        return harness.extractOutputValues();
    }

    private static Reading refused(TargetKey target) {
        return new Reading.Attempt(
                target, "mailbox", Reading.Outcome.REFUSED, 0.01, "connection refused", Reading.Process.UNKNOWN);
    }

    private static Reading watching(String... names) {
        Map<String, WatchReading> watched = new LinkedHashMap<>();
        List.of(names).forEach(name -> watched.put(name, WatchReading.of(1)));
        double time = T0 / 1e3;
        List<Beat.Sample> samples = List.of(new Beat.Sample(time, 1, watched, Map.of()));
        Beat beat = new Beat(
                "t", 1, "running", null, "", 0, time, time, 1, time, List.of(), "main", List.of(), time, samples, 1,
                null, null, null, null);
        return new Reading.Mailbox(A, beat);
    }

    private static Reading beat(double uptime) {
        return new Reading.MonitorBeat(1, 1, 0, 0, uptime);
    }
}
