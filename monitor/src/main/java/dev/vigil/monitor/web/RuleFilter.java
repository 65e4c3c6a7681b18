package dev.vigil.monitor.web;

import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Rule;
import io.vertx.core.MultiMap;
import java.util.Optional;
import java.util.Set;

/**
 * Which rules a request for {@code /api/v1/rules} wants, in Prometheus' parameters; an empty set means all.
 *
 * @param type {@code alert} or {@code record}; empty for both
 * @param names of rules
 * @param groups of rules
 * @param files that rules are from
 * @param withAlerts whether the alerts of each are wanted, too
 */
record RuleFilter(Optional<String> type, Set<String> names, Set<String> groups, Set<String> files, boolean withAlerts) {

    private static final Set<String> TYPES = Set.of("alert", "record");

    /**
     * What the parameters of a request say.
     *
     * @throws IllegalArgumentException with what is wrong with them
     */
    static RuleFilter of(MultiMap parameters) {
        Optional<String> type = Optional.ofNullable(parameters.get("type")).filter(text -> !text.isEmpty());
        if (type.isPresent() && !TYPES.contains(type.get())) {
            throw new IllegalArgumentException("type is alert or record, not '" + type.get() + "'");
        }
        return new RuleFilter(
                type,
                Set.copyOf(parameters.getAll("rule_name[]")),
                Set.copyOf(parameters.getAll("rule_group[]")),
                Set.copyOf(parameters.getAll("file[]")),
                !"true".equals(parameters.get("exclude_alerts")));
    }

    boolean takes(Rule rule) {
        boolean alerts = rule instanceof AlertRule;
        return type.map(wanted -> wanted.equals("alert") == alerts).orElse(true)
                && isAmong(names, rule.name())
                && isAmong(groups, rule.group())
                && isAmong(files, rule.expr().file());
    }

    private static boolean isAmong(Set<String> wanted, String text) {
        return wanted.isEmpty() || wanted.contains(text);
    }
}
