package dev.vigil.flink;

import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the rule to blame in the name of a failed task: a rule's operators are named {@code rule/<id>/…}. */
final class Culprit {

    private Culprit() {}

    /** The rule whose task it is; empty where it is nobody's, or where several rules share it. */
    static Optional<Rule> of(@Nullable String task, RuleSet rules) {
        if (task == null) {
            return Optional.empty();
        }
        List<Rule> named = rules.rules().stream()
                .filter(rule -> task.contains("rule/" + rule.id() + "/"))
                .toList();
        return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
    }
}
