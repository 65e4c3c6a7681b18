package dev.vigil.monitor.notify;

import static dev.vigil.monitor.notify.Alerts.after;
import static dev.vigil.monitor.notify.Alerts.firing;
import static dev.vigil.monitor.notify.Alerts.resolved;
import static dev.vigil.monitor.notify.Alerts.standing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.flink.alert.AlertUpdate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private final Ledger ledger = new Ledger(Duration.ofMinutes(1));

    @Test
    void tellsAFiringAlertAtOnceAndThenEachResendDelay() {
        AlertUpdate hang = firing("TrainingHang", "h:1");

        assertThat(due(0, hang)).containsExactly(hang);
        assertThat(due(59, hang)).isEmpty();
        assertThat(due(60, hang)).containsExactly(hang);
        assertThat(due(61, hang)).isEmpty();
        assertThat(due(120, hang)).containsExactly(hang);
    }

    @Test
    void tellsAnEndAtOnceAndThenEachResendDelayWhileItStands() {
        due(0, firing("TrainingHang", "h:1"));
        AlertUpdate over = resolved("TrainingHang", "h:1", 10);

        assertThat(ledger.due(standing(List.of(), over), after(10))).containsExactly(over);
        assertThat(ledger.due(standing(List.of(), over), after(69))).isEmpty();
        assertThat(ledger.due(standing(List.of(), over), after(70))).containsExactly(over);
    }

    @Test
    void concludesNothingFromAbsence() {
        due(0, firing("TrainingHang", "h:1"));

        assertThat(ledger.due(standing(List.of()), after(600))).isEmpty();
    }

    @Test
    void tellsASecondIncidentAtOnce() {
        due(0, firing("TrainingHang", "h:1"));
        AlertUpdate again = firing("TrainingHang", "h:1", 5);

        assertThat(due(5, again)).containsExactly(again);
    }

    @Test
    void ofTwoRulesWithTheSameLabelsTheFiringOneIsTold() {
        AlertUpdate hang = firing("TrainingHang", "h:1");

        assertThat(ledger.due(standing(List.of(hang), resolved("TrainingHang", "h:1", 3)), after(4)))
                .containsExactly(hang);
    }

    private List<AlertUpdate> due(long second, AlertUpdate firing) {
        return ledger.due(standing(List.of(firing)), after(second));
    }
}
