package dev.vigil.monitor.notify;

import static dev.vigil.monitor.notify.Alerts.after;
import static dev.vigil.monitor.notify.Alerts.firing;
import static dev.vigil.monitor.notify.Alerts.labelled;
import static dev.vigil.monitor.notify.Alerts.resolved;
import static dev.vigil.monitor.notify.Alerts.standing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.monitor.config.Alerting.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupsTest {

    private static final Pace PACE = new Pace(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofHours(4));
    private static final AlertUpdate HANG_1 = firing("TrainingHang", "h:1");
    private static final AlertUpdate HANG_2 = firing("TrainingHang", "h:2");

    private final Groups groups = new Groups(PACE, true);

    @Test
    void theFirstAlertOfAGroupWaitsForOthers() {
        assertThat(due(0, HANG_1)).isEmpty();
        assertThat(due(9, HANG_1, HANG_2)).isEmpty();

        assertThat(due(10, HANG_1, HANG_2))
                .containsExactly(new Groups.Due(
                        Map.of("alertname", "TrainingHang", "job", "pretrain"), List.of(HANG_1, HANG_2)));
        assertThat(due(11, HANG_1, HANG_2)).isEmpty();
    }

    @Test
    void namesAndJobsAreGroupsOfTheirOwn() {
        AlertUpdate other = labelled(HANG_2, "job", "other");
        due(0, HANG_1, other, firing("NonFiniteLoss", "h:1"));

        assertThat(due(10, HANG_1, other, firing("NonFiniteLoss", "h:1")))
                .extracting(group -> group.alerts().size())
                .containsExactly(1, 1, 1);
    }

    @Test
    void aChangeIsToldAtMostOnceInAnInterval() {
        due(0, HANG_1);
        due(10, HANG_1);

        assertThat(due(20, HANG_1, HANG_2)).isEmpty();
        assertThat(due(69, HANG_1, HANG_2)).isEmpty();
        assertThat(due(70, HANG_1, HANG_2))
                .singleElement()
                .satisfies(group -> assertThat(group.alerts()).containsExactly(HANG_1, HANG_2));
    }

    @Test
    void anEndIsToldOnceBesideWhatStillFires() {
        due(0, HANG_1, HANG_2);
        due(10, HANG_1, HANG_2);
        AlertUpdate over = resolved("TrainingHang", "h:2", 20);
        Standing then = standing(List.of(HANG_1), over);

        assertThat(groups.due(then, after(70)))
                .singleElement()
                .satisfies(group -> assertThat(group.alerts()).containsExactly(HANG_1, over));
        assertThat(groups.due(then, after(200))).isEmpty();
    }

    @Test
    void whatEndsBeforeItWasToldIsNotTold() {
        due(0, HANG_1);

        assertThat(groups.due(standing(List.of(), resolved("TrainingHang", "h:1", 5)), after(10)))
                .isEmpty();
    }

    @Test
    void aSecondIncidentIsNews() {
        due(0, HANG_1);
        due(10, HANG_1);

        assertThat(due(70, firing("TrainingHang", "h:1", 40))).hasSize(1);
    }

    @Test
    void repeatsWhileNothingChanges() {
        due(0, HANG_1);
        due(10, HANG_1);

        assertThat(due(10 + 4 * 3600 - 1, HANG_1)).isEmpty();
        assertThat(due(10 + 4 * 3600, HANG_1)).hasSize(1);
    }

    @Test
    void whoWantsToHearOfNoEndsDoesNot() {
        Groups firingOnly = new Groups(PACE, false);
        firingOnly.due(standing(List.of(HANG_1)), after(0));
        firingOnly.due(standing(List.of(HANG_1)), after(10));

        assertThat(firingOnly.due(standing(List.of(), resolved("TrainingHang", "h:1", 20)), after(100)))
                .isEmpty();
    }

    @Test
    void alertsForMachinesAreLeftOut() {
        AlertUpdate watchdog = labelled(firing("Watchdog", "x"), "severity", "none");
        due(0, watchdog);

        assertThat(due(100, watchdog)).isEmpty();
    }

    private List<Groups.Due> due(long second, AlertUpdate... firing) {
        return groups.due(standing(List.of(firing)), after(second));
    }
}
