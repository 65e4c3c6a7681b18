package dev.vigil.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AlertBoardTest {

    private static final Instant START = Instant.parse("2026-11-24T03:00:00Z");

    private Instant now = START;
    private final AlertBoard board = new AlertBoard(((InstantSource) () -> now).withZone(ZoneOffset.UTC));

    @Test
    void showsPendingAndFiringAlertsByName() {
        board.alert(update("TrainingHang", "pending", 0));
        board.alert(update("NonFiniteLoss", "firing", START.toEpochMilli()));

        assertThat(board.snapshot().active())
                .extracting(AlertUpdate::name)
                .containsExactly("NonFiniteLoss", "TrainingHang");
        assertThat(board.snapshot().firing()).isEqualTo(1);
    }

    @Test
    void replacesAnAlertOfTheSameRuleAndLabels() {
        board.alert(update("TrainingHang", "pending", 0));
        board.alert(update("TrainingHang", "firing", START.toEpochMilli()));

        assertThat(board.snapshot().active()).extracting(AlertUpdate::state).containsExactly("firing");
    }

    @Test
    void countsEachChangeOfStateOnce() {
        board.alert(update("TrainingHang", "pending", 0));
        board.alert(update("TrainingHang", "pending", 0));
        board.alert(update("TrainingHang", "firing", 1));
        board.alert(update("TrainingHang", "firing", 1));
        board.alert(update("TrainingHang", "inactive", 1));

        assertThat(board.snapshot().transitions())
                .containsExactly(
                        Map.entry(new Transition("TrainingHang", "firing"), 1L),
                        Map.entry(new Transition("TrainingHang", "pending"), 1L),
                        Map.entry(new Transition("TrainingHang", "resolved"), 1L));
    }

    @Test
    void countsAPendingAlertThatWentAsDroppedAndDoesNotShowItAsResolved() {
        board.alert(update("TrainingHang", "pending", 0));
        board.alert(update("TrainingHang", "inactive", 0));

        assertThat(board.snapshot().transitions()).containsKey(new Transition("TrainingHang", "dropped"));
        assertThat(board.snapshot().resolved()).isEmpty();
        assertThat(board.snapshot().active()).isEmpty();
    }

    @Test
    void countsNothingForWhatIsOnlyRepeatedAfterARestart() {
        AlertUpdate firing = update("TrainingHang", "firing", 1);
        board.alert(new AlertUpdate(
                firing.rule(), firing.name(), firing.state(), firing.labels(), Map.of(), null, 1, 1, 0, 0, 1, true));

        assertThat(board.snapshot().active()).hasSize(1);
        assertThat(board.snapshot().transitions()).isEmpty();
    }

    @Test
    void keepsResolvedAlertsForAQuarterOfAnHour() {
        board.alert(update("TrainingHang", "firing", START.toEpochMilli()));
        board.alert(update("TrainingHang", "inactive", START.toEpochMilli()));

        now = START.plus(Duration.ofMinutes(15));
        assertThat(board.snapshot().resolved()).hasSize(1);
        now = START.plus(Duration.ofMinutes(15)).plusMillis(1);
        assertThat(board.snapshot().resolved()).isEmpty();
    }

    @Test
    void keepsNoMoreResolvedAlertsThanItsLimit() {
        for (int i = 0; i < AlertBoard.RESOLVED_LIMIT + 10; i++) {
            board.alert(update("Alert" + i, "firing", START.toEpochMilli()));
            board.alert(update("Alert" + i, "inactive", START.toEpochMilli()));
        }

        assertThat(board.snapshot().resolved()).hasSize(AlertBoard.RESOLVED_LIMIT);
        assertThat(board.snapshot().resolved().get(0).name()).isEqualTo("Alert10009");
    }

    @Test
    void tellsOfEachChangeOfStateAndOfNothingElse() {
        AtomicInteger told = new AtomicInteger();
        board.onTransition(told::incrementAndGet);

        board.alert(update("TrainingHang", "firing", 1));
        board.alert(update("TrainingHang", "firing", 1));
        board.alert(update("TrainingHang", "inactive", 1));

        assertThat(told).hasValue(2);
    }

    @Test
    void forgetsARecordedSeriesThatIsGone() {
        board.series(new SeriesUpdate("g/r", "my_series", Map.of("job", "a"), Double.NaN));
        assertThat(board.snapshot().series()).hasSize(1);

        board.series(new SeriesUpdate("g/r", "my_series", Map.of("job", "a"), null));
        assertThat(board.snapshot().series()).isEmpty();
    }

    @Test
    void aSnapshotDoesNotChangeAfterwards() {
        board.alert(update("TrainingHang", "firing", 1));
        AlertSnapshot before = board.snapshot();

        board.alert(update("NonFiniteLoss", "firing", 1));

        assertThat(before.active()).hasSize(1);
        assertThat(board.snapshot().active()).hasSize(2);
    }

    @Test
    void handsOutTheSameSnapshotWhileNothingChanges() {
        board.alert(update("TrainingHang", "firing", 1));

        assertThat(board.snapshot()).isSameAs(board.snapshot());
    }

    private static AlertUpdate update(String name, String state, long firedAt) {
        long resolvedAt = state.equals("inactive") ? START.toEpochMilli() : 0;
        Map<String, String> labels = Map.of("alertname", name, "rank", "0");
        return new AlertUpdate("pack/" + name, name, state, labels, Map.of(), 1.0, 1, firedAt, 0, resolvedAt, 1, false);
    }
}
