package dev.vigil.rules;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All rules of one run, in file order.
 *
 * @param rules with unique ids
 */
public record RuleSet(List<Rule> rules) {

    /** Checks that ids are unique, and copies. */
    public RuleSet {
        rules = List.copyOf(rules);
        Set<String> ids = new HashSet<>();
        for (Rule rule : rules) {
            if (!ids.add(rule.id())) {
                throw new IllegalArgumentException("two rules with id " + rule.id());
            }
        }
    }
}
