package dev.vigil.flink.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.TargetFacts;
import dev.vigil.fleet.TargetKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FactsHistoryTest {

    @Test
    void knowsWhatWasSoThen() {
        FactsHistory history = FactsHistory.EMPTY.with(facts(10, true, true), 0).with(facts(20, false, true), 0);

        assertThat(history.at(10)).isEmpty();
        assertThat(history.at(11)).get().extracting(TargetFacts::readable).isEqualTo(true);
        assertThat(history.at(20)).get().extracting(TargetFacts::readable).isEqualTo(true);
        assertThat(history.at(21)).get().extracting(TargetFacts::readable).isEqualTo(false);
    }

    @Test
    void keepsOnlyWhatSomebodyMayAskFor() {
        FactsHistory history = FactsHistory.EMPTY.with(facts(10, true, true), 0).with(facts(20, false, true), 0);

        assertThat(history.with(facts(30, true, true), 15).entries()).hasSize(3);
        assertThat(history.with(facts(30, true, true), 25).entries()).hasSize(2);
        assertThat(history.with(facts(30, true, true), 31).entries()).hasSize(1);
    }

    @Test
    void aTargetThatIsGoneIsForgottenOnceTimeHasPassed() {
        FactsHistory history = FactsHistory.EMPTY.with(facts(10, true, true), 0).with(facts(20, true, false), 0);

        assertThat(history.at(15)).isPresent();
        assertThat(history.at(25)).isEmpty();
        assertThat(history.isOver(20)).isFalse();
        assertThat(history.isOver(21)).isTrue();
    }

    private static TimedFacts facts(long behind, boolean readable, boolean present) {
        return new TimedFacts(behind, new TargetFacts(new TargetKey("j", "a"), Map.of(), readable, present));
    }
}
