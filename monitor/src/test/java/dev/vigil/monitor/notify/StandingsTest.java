package dev.vigil.monitor.notify;

import static dev.vigil.monitor.notify.Alerts.after;
import static dev.vigil.monitor.notify.Alerts.firing;
import static dev.vigil.monitor.notify.Alerts.pending;
import static dev.vigil.monitor.notify.Alerts.resolved;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.monitor.alert.AlertBoard;
import dev.vigil.monitor.alert.Pulse;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandingsTest {

    private Instant now = after(0);
    private Instant beat = after(0);
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final AlertBoard board = new AlertBoard(clock);
    private final Standings standings = new Standings(board, new Pulse(clock, () -> Optional.of(beat)));

    @BeforeEach
    void raise() {
        board.alert(firing("Watchdog", "x"));
        board.alert(firing("TrainingHang", "h:1"));
    }

    @Test
    void whatIsPendingIsNotKnownOutside() {
        board.alert(pending("LossSpike", "h:1"));

        assertThat(firingAt(0, 0)).containsExactly("TrainingHang", "Watchdog");
    }

    @Test
    void whatIsPendingAgainHasNotEnded() {
        board.alert(resolved("TrainingHang", "h:1", 1));
        assertThat(resolvedAt(2, 2)).containsExactly("TrainingHang");

        board.alert(pending("TrainingHang", "h:1"));
        assertThat(resolvedAt(3, 3)).isEmpty();
    }

    @Test
    void aDeadPipelineIsAnAlertAndTheWatchdogIsSilent() {
        assertThat(firingAt(9, 0)).containsExactly("TrainingHang", "Watchdog");
        assertThat(firingAt(10, 0)).containsExactly("TrainingHang", "PipelineDown");
    }

    @Test
    void alertsOfADeadPipelineAreNotRepeatedForEver() {
        assertThat(firingAt(900, 0)).contains("TrainingHang");
        assertThat(firingAt(901, 0)).containsExactly("PipelineDown");
    }

    @Test
    void aPipelineThatIsBackEndsItsAlert() {
        firingAt(10, 0);

        assertThat(firingAt(20, 20)).containsExactly("TrainingHang", "Watchdog");
        assertThat(resolvedAt(21, 21)).containsExactly("PipelineDown");
        assertThat(resolvedAt(1000, 1000)).isEmpty();
    }

    @Test
    void aPipelineThatDiesTwiceIsTwoIncidents() {
        firingAt(10, 0);
        firingAt(20, 20);

        at(40, 20);

        assertThat(at(41, 20).firing())
                .filteredOn(alert -> alert.name().equals(Standings.PIPELINE_DOWN))
                .extracting(AlertUpdate::firedAt)
                .containsExactly(after(40).toEpochMilli());
    }

    private List<String> firingAt(long second, long lastBeat) {
        return at(second, lastBeat).firing().stream().map(AlertUpdate::name).toList();
    }

    private List<String> resolvedAt(long second, long lastBeat) {
        return at(second, lastBeat).resolved().stream().map(AlertUpdate::name).toList();
    }

    private Standing at(long second, long lastBeat) {
        now = after(second);
        beat = after(lastBeat);
        return standings.at(now);
    }
}
