package dev.vigil.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleChangesTest {

    private static final AlertRule NAN = alert("NaN", "SELECT 1", 1, Duration.ZERO);
    private static final RecordRule STEP =
            new RecordRule("g/step", "g", "step", new Expression("SELECT 2", "rules.yml", 9, 1), Map.of());

    @Test
    void nothingChangedWhereRulesOnlyMovedInTheirFile() {
        RuleChanges changes = between(
                set(NAN, STEP),
                set(STEP.at(new Expression("SELECT 2", "other.yml", 3, 5)), alert("NaN", "SELECT 1", 77)));

        assertThat(changes.isEmpty()).isTrue();
        assertThat(changes.same()).isEqualTo(2);
    }

    @Test
    void tellsAnotherQueryFromOtherWordsAroundIt() {
        RuleChanges changes = between(
                set(NAN, STEP, alert("Third", "SELECT 3", 1)),
                set(
                        alert("NaN", "SELECT 1", 1, Duration.ofMinutes(1)),
                        STEP.at(new Expression("SELECT 22", "rules.yml", 9, 1)),
                        alert("Third", "SELECT 3", 1)));

        assertThat(changes.edited()).containsExactly("g/NaN");
        assertThat(changes.rewritten()).containsExactly("g/step");
        assertThat(changes.same()).isEqualTo(1);
        assertThat(changes.isEmpty()).isFalse();
    }

    @Test
    void aRenamedRuleIsAnotherRule() {
        RuleChanges changes = between(set(NAN), set(alert("Nan", "SELECT 1", 1)));

        assertThat(changes.added()).containsExactly("g/Nan");
        assertThat(changes.deleted()).containsExactly("g/NaN");
        assertThat(changes.isEmpty()).isFalse();
    }

    @Test
    void anAlertThatBecameASeriesIsEdited() {
        RecordRule series = new RecordRule(NAN.id(), "g", "NaN", NAN.expr(), NAN.labels());

        assertThat(between(set(NAN), set(series)).edited()).containsExactly("g/NaN");
    }

    private static RuleChanges between(RuleSet before, RuleSet after) {
        return RuleChanges.between(before, after);
    }

    private static RuleSet set(Rule... rules) {
        return new RuleSet(Arrays.asList(rules));
    }

    private static AlertRule alert(String name, String sql, int line) {
        return alert(name, sql, line, Duration.ZERO);
    }

    private static AlertRule alert(String name, String sql, int line, Duration holdFor) {
        return new AlertRule(
                "g/" + name,
                "g",
                name,
                new Expression(sql, "rules.yml", line, 1),
                holdFor,
                null,
                0,
                NoData.KEEP,
                List.of(),
                Map.of(),
                Map.of(),
                List.of());
    }
}
