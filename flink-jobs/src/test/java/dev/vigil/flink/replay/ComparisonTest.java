package dev.vigil.flink.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.flink.replay.Comparison.Moved;
import dev.vigil.flink.replay.Comparison.Side;
import dev.vigil.rules.Expression;
import dev.vigil.rules.RecordRule;
import dev.vigil.rules.RuleSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");

    /** Fired from one second to another; -1 = to the end. */
    private static Episode fired(String instance, int from, int to) {
        return fired(Map.of("alertname", "Hang", "instance", instance), from, to);
    }

    private static Episode fired(Map<String, String> labels, int from, int to) {
        return new Episode(
                "g/Hang",
                "Hang",
                labels,
                Map.of(),
                1.0,
                T0.plusSeconds(from),
                Optional.of(T0.plusSeconds(from)),
                to < 0 ? Optional.empty() : Optional.of(T0.plusSeconds(to)));
    }

    private static Episode pending(String instance) {
        return new Episode(
                "g/Hang",
                "Hang",
                Map.of("alertname", "Hang", "instance", instance),
                Map.of(),
                1.0,
                T0,
                Optional.empty(),
                Optional.empty());
    }

    private static Side side(Episode... episodes) {
        return new Side(new RuleSet(List.of()), List.of(episodes));
    }

    @Test
    void findsNothingWhereNothingDiffers() {
        Side side = side(fired("a", 0, 10), fired("a", 20, -1), fired("b", 0, 10));

        assertThat(Comparison.of(side, side)).isEqualTo(new Comparison(List.of(), List.of(), List.of(), 3));
    }

    @Test
    void tellsWhatIsGainedLostAndMoved() {
        Episode lost = fired("a", 0, 10);
        Episode before = fired("b", 30, 60);
        Episode after = fired("b", 45, 60);
        Episode gained = fired("c", 5, -1);

        assertThat(Comparison.of(side(lost, before), side(gained, after)))
                .isEqualTo(new Comparison(List.of(gained), List.of(lost), List.of(new Moved(before, after)), 0));
    }

    @Test
    void anotherEndIsAMoveAsWell() {
        Episode before = fired("b", 30, 60);
        Episode after = fired("b", 30, -1);

        assertThat(Comparison.of(side(before), side(after)).moved()).containsExactly(new Moved(before, after));
    }

    @Test
    void alertsOfOneNameAndLabelsAtDifferentTimesAreDifferentAlerts() {
        Episode first = fired("a", 0, 10);
        Episode second = fired("a", 20, 30);
        Episode third = fired("a", 40, 50);

        Comparison comparison = Comparison.of(side(first, third), side(second, third));

        assertThat(comparison).isEqualTo(new Comparison(List.of(second), List.of(first), List.of(), 1));
    }

    @Test
    void whatNeverFiredIsNeitherGainedNorLost() {
        assertThat(Comparison.of(side(pending("a")), side(pending("b"))))
                .isEqualTo(new Comparison(List.of(), List.of(), List.of(), 0));
    }

    @Test
    void aLabelThatTheRuleAddsMakesNoOtherAlert() {
        Map<String, String> warning = Map.of("alertname", "Hang", "instance", "a", "severity", "warning");
        Map<String, String> critical = Map.of("alertname", "Hang", "instance", "a", "severity", "critical");
        RuleSet rules = new RuleSet(List.of(new RecordRule(
                "g/x", "g", "x", new Expression("SELECT 1", "f", 1, 1), Map.of("severity", "critical"))));

        Comparison comparison =
                Comparison.of(side(fired(warning, 0, 9)), new Side(rules, List.of(fired(critical, 0, 9))));

        assertThat(comparison.same()).isEqualTo(1);
    }
}
