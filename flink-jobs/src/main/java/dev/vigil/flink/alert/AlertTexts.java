package dev.vigil.flink.alert;

import dev.vigil.rules.AlertRule;
import java.util.HashMap;
import java.util.Map;

/** Labels and annotations of one rule's alerts. */
final class AlertTexts {

    private final AlertRule rule;

    AlertTexts(AlertRule rule) {
        this.rule = rule;
    }

    /**
     * Final labels: the target's, over them those of the row, over them the rule's own, and {@code alertname}. An empty text
     * is no label.
     */
    Map<String, String> labels(Map<String, String> identity, Map<String, String> target) {
        Map<String, String> all = new HashMap<>(target);
        all.putAll(identity);
        all.putAll(rule.labels());
        all.put("alertname", rule.name());
        all.values().removeIf(String::isEmpty);
        return Map.copyOf(all);
    }

    /** Annotations, as written in the rule. */
    Map<String, String> annotations() {
        return rule.annotations();
    }
}
