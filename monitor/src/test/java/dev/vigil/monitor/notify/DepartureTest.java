package dev.vigil.monitor.notify;

import static dev.vigil.monitor.notify.Alerts.after;
import static dev.vigil.monitor.notify.Alerts.firing;
import static dev.vigil.monitor.notify.Alerts.labelled;
import static dev.vigil.monitor.notify.Alerts.resolved;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DepartureTest {

    private final Departure departure =
            new Departure(Map.of("cluster", "west", "job", "x"), "https://vigil.example/v", Duration.ofMinutes(1));

    @Test
    void externalLabelsAreAddedWhereTheAlertHasNone() {
        assertThat(departure.notice(firing("TrainingHang", "h:1"), after(0)).labels())
                .isEqualTo(
                        Map.of("alertname", "TrainingHang", "job", "pretrain", "instance", "h:1", "cluster", "west"));
    }

    @Test
    void anEmptyTextIsNoLabel() {
        assertThat(departure
                        .notice(labelled(firing("TrainingHang", "h:1"), "rank", ""), after(0))
                        .labels())
                .doesNotContainKey("rank");
    }

    @Test
    void aFiringAlertIsOverAfterFourResendsWithoutAWord() {
        Notice notice = departure.notice(firing("TrainingHang", "h:1", 5), after(100));

        assertThat(notice.startsAt()).isEqualTo(after(5));
        assertThat(notice.endsAt()).isEqualTo(after(100 + 240));
        assertThat(notice.resolved()).isFalse();
    }

    @Test
    void aResolvedAlertKeepsItsStartAndEndsWhenItEnded() {
        Notice notice = departure.notice(resolved("TrainingHang", "h:1", 30), after(100));

        assertThat(notice.startsAt()).isEqualTo(after(0));
        assertThat(notice.endsAt()).isEqualTo(after(30));
        assertThat(notice.resolved()).isTrue();
    }

    @Test
    void theLinkIsAbsolute() {
        assertThat(departure.notice(firing("Training Hang", "h:1"), after(0)).generatorUrl())
                .isEqualTo("https://vigil.example/v/#alert-Training+Hang");
    }
}
