package dev.vigil.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import dev.vigil.flink.source.ManualClock;
import dev.vigil.rules.Expression;
import dev.vigil.rules.RecordRule;
import dev.vigil.rules.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VitalsTest {

    private final ManualClock clock = new ManualClock();
    private final Vitals vitals = new Vitals(clock);
    private final List<SeriesUpdate> forwarded = new ArrayList<>();
    private final Heartbeat heartbeat = new Heartbeat(vitals, new AlertSink() {
        @Override
        public void alert(AlertUpdate update) {
            throw new IllegalStateException("none is sent");
        }

        @Override
        public void series(SeriesUpdate update) {
            forwarded.add(update);
        }
    });

    @Test
    void notesWhenTheHeartbeatCameOutAndKeepsItToItself() {
        assertThat(vitals.status().lastBeat()).isEmpty();
        clock.pass(Duration.ofSeconds(3));

        heartbeat.series(beat(3.0));

        assertThat(vitals.status().lastBeat()).contains(clock.instant());
        assertThat(forwarded).isEmpty();
    }

    @Test
    void aRuleThatBeginsAnewIsNoLongerSwitchedOffAndOneThatIsGoneIsForgotten() {
        vitals.switchedOff("g/back", new IllegalStateException("too bad"));
        vitals.rowDropped("g/gone", new IllegalStateException("too bad"));
        assertThat(vitals.failedRules()).isEqualTo(2);
        clock.pass(Duration.ofMinutes(6));

        vitals.begins(
                new RuleSet(List.of(new RecordRule(
                        "g/back", "g", "back", new Expression("SELECT 1", "rules.yml", 1, 1), Map.of()))),
                Set.of());

        assertThat(vitals.status().failures()).containsOnlyKeys("g/back");
        assertThat(vitals.status().failures().get("g/back").switchedOff()).isFalse();
        assertThat(vitals.status().failures().get("g/back").count()).isEqualTo(1);
        assertThat(vitals.failedRules()).isZero();
    }

    @Test
    void takesTheEndOfTheSeriesForNoBeat() {
        heartbeat.series(beat(null));

        assertThat(vitals.status().lastBeat()).isEmpty();
    }

    @Test
    void passesOtherSeriesOn() {
        SeriesUpdate other = new SeriesUpdate("group/vigil_step_seconds", "vigil_step_seconds", Map.of(), 0.1);

        heartbeat.series(other);

        assertThat(forwarded).containsExactly(other);
        assertThat(vitals.status().lastBeat()).isEmpty();
    }

    @Test
    void countsARuleAsFailedUntilItHasRecovered() {
        vitals.rowDropped("group/a", new ArithmeticException("by zero"));
        assertThat(vitals.failedRules()).isEqualTo(1);

        clock.pass(Duration.ofMinutes(6));

        assertThat(vitals.failedRules()).isZero();
        assertThat(vitals.status().failures().get("group/a").count()).isEqualTo(1);
    }

    @Test
    void countsARuleThatIsSwitchedOffForGood() {
        vitals.switchedOff("group/a", new IllegalStateException("job", new ArithmeticException("by zero")));

        clock.pass(Duration.ofDays(1));

        assertThat(vitals.failedRules()).isEqualTo(1);
        assertThat(vitals.status().failures().get("group/a").reason()).isEqualTo("by zero");
    }

    @Test
    void countsEachDroppedRow() {
        vitals.rowDropped("group/a", new ArithmeticException("by zero"));
        vitals.rowDropped("group/a", new ArithmeticException("by zero"));
        vitals.rowDropped("group/b", new ArithmeticException());

        assertThat(vitals.failedRules()).isEqualTo(2);
        assertThat(vitals.status().failures().get("group/a").count()).isEqualTo(2);
        assertThat(vitals.status().failures().get("group/b").reason()).isEqualTo("ArithmeticException");
    }

    @Test
    void aFullRuleHasNotFailed() {
        vitals.crowdedOut("group/a", 2);
        vitals.crowdedOut("group/a", 2);

        assertThat(vitals.failedRules()).isZero();
        assertThat(vitals.status().failures()).isEmpty();
        assertThat(vitals.report("group/a").overLimit()).isEqualTo(2);
        assertThat(vitals.status().overLimit()).isEqualTo(Map.of("group/a", 2L));
    }

    private static SeriesUpdate beat(Double value) {
        String rule = Heartbeat.in(new RuleSet(List.of())).rules().get(0).id();
        return new SeriesUpdate(rule, "vigil_heartbeat", Map.of(), value);
    }
}
