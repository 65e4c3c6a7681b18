package dev.vigil.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.rules.Expression;
import dev.vigil.rules.RecordRule;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CulpritTest {

    private static final Rule LOSS = rule("loss");
    private static final Rule LOSS_SPIKE = rule("loss-spike");
    private static final RuleSet RULES = new RuleSet(List.of(LOSS, LOSS_SPIKE));

    @Test
    void isTheRuleThatTheTaskNames() {
        String task = "rule/group/loss/GroupAggregate -> rule/group/loss/rows (1/1)";

        assertThat(Culprit.of(task, RULES)).contains(LOSS);
    }

    @Test
    void isNotARuleWhoseNameOnlyBeginsAlike() {
        assertThat(Culprit.of("rule/group/loss-spike/Calc (1/1)", RULES)).contains(LOSS_SPIKE);
    }

    @Test
    void isNobodyWhereSeveralRulesShareTheTask() {
        assertThat(Culprit.of("fleet -> (rule/group/loss/watches, rule/group/loss-spike/watches) (1/1)", RULES))
                .isEmpty();
    }

    @Test
    void isNobodyWhereNoTaskFailed() {
        assertThat(Culprit.of(null, RULES)).isEmpty();
        assertThat(Culprit.of("Source: targets (1/1)", RULES)).isEmpty();
    }

    private static Rule rule(String name) {
        return new RecordRule("group/" + name, "group", name, new Expression("SELECT 1", "a.yml", 1, 1), Map.of());
    }
}
