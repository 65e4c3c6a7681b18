package dev.vigil.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is different between two sets of rules, by the rules' ids: a rule with another name, or in another group, is another
 * rule. Where a rule stands in its file makes no difference.
 *
 * @param added rules that were not there
 * @param rewritten rules with another query: what it had counted is of no use to it
 * @param edited rules with the same query and other words around it, such as {@code for}, labels and annotations
 * @param deleted rules that are not there any more
 * @param same how many rules are as they were
 */
public record RuleChanges(
        List<String> added, List<String> rewritten, List<String> edited, List<String> deleted, int same) {

    /** Copies. */
    public RuleChanges {
        added = List.copyOf(added);
        rewritten = List.copyOf(rewritten);
        edited = List.copyOf(edited);
        deleted = List.copyOf(deleted);
    }

    /** What leads from one set to the other; ids in the order of their sets. */
    public static RuleChanges between(RuleSet before, RuleSet after) {
        Map<String, Rule> known = new HashMap<>();
        before.rules().forEach(rule -> known.put(rule.id(), rule));
        List<String> added = new ArrayList<>();
        List<String> rewritten = new ArrayList<>();
        List<String> edited = new ArrayList<>();
        int same = 0;
        for (Rule rule : after.rules()) {
            Rule old = known.remove(rule.id());
            if (old == null) {
                added.add(rule.id());
            } else if (!old.expr().sql().equals(rule.expr().sql())) {
                rewritten.add(rule.id());
            } else if (!old.at(rule.expr()).equals(rule)) {
                edited.add(rule.id());
            } else {
                same++;
            }
        }
        List<String> deleted =
                before.rules().stream().map(Rule::id).filter(known::containsKey).toList();
        return new RuleChanges(added, rewritten, edited, deleted, same);
    }

    /** Whether nothing is different. */
    public boolean isEmpty() {
        return added.isEmpty() && rewritten.isEmpty() && edited.isEmpty() && deleted.isEmpty();
    }
}
