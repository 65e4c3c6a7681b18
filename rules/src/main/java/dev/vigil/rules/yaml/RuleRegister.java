package dev.vigil.rules.yaml;

import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Expression;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules read so far; gives ids, and knows rules that would make the same alerts or series as another. */
final class RuleRegister {

    private final List<Rule> rules = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<List<Object>, Expression> firsts = new HashMap<>();

    RuleRegister(RuleSet others) {
        others.rules().forEach(this::add);
    }

    List<Rule> rules() {
        return List.copyOf(rules);
    }

    /** {@code group/name}, with {@code #2}, {@code #3}… where that is taken. Not taken by asking. */
    String freeId(String group, String name) {
        String plain = group + "/" + name;
        String id = plain;
        for (int i = 2; ids.contains(id); i++) {
            id = plain + "#" + i;
        }
        return id;
    }

    /** The query of an earlier rule of the same kind, name and labels. */
    Optional<Expression> duplicateOf(Rule rule) {
        return Optional.ofNullable(firsts.get(signature(rule)));
    }

    void add(Rule rule) {
        rules.add(rule);
        ids.add(rule.id());
        firsts.putIfAbsent(signature(rule), rule.expr());
    }

    private static List<Object> signature(Rule rule) {
        return List.of(rule instanceof AlertRule, rule.name(), rule.labels());
    }
}
