package dev.vigil.flink.alert;

import dev.vigil.rules.AlertRule;
import dev.vigil.rules.template.Parsed;
import dev.vigil.rules.template.Template;
import dev.vigil.rules.template.TemplateInput;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Labels and annotations of one rule's alerts. */
final class AlertTexts {

    private final AlertRule rule;
    private final String externalUrl;
    private final Map<String, Template> labels;
    private final Map<String, Template> annotations;

    /**
     * The texts of a rule.
     *
     * @param externalUrl {@code $externalURL}
     */
    AlertTexts(AlertRule rule, String externalUrl) {
        this.rule = rule;
        this.externalUrl = externalUrl;
        this.labels = parsed(rule.labels());
        this.annotations = parsed(rule.annotations());
    }

    /**
     * Final labels: the target's, over them those of the row, over them the rule's own, and {@code alertname}. An empty text
     * is no label.
     */
    Map<String, String> labels(Map<String, String> identity, Map<String, String> target) {
        Map<String, String> all = new HashMap<>(target);
        all.putAll(identity);
        all.values().removeIf(String::isEmpty);
        TemplateInput input = TemplateInput.ofLabels(all);
        labels.forEach((name, template) -> all.put(name, template.expand(input)));
        all.put("alertname", rule.name());
        all.values().removeIf(String::isEmpty);
        return Map.copyOf(all);
    }

    /** Expanded annotations. */
    Map<String, String> annotations(Map<String, String> finalLabels, RowValues row) {
        Map<String, @Nullable Object> values = new HashMap<>(row.texts());
        values.putAll(row.numbers());
        TemplateInput input = new TemplateInput(finalLabels, row.value(), values, externalUrl);
        Map<String, String> texts = new HashMap<>();
        annotations.forEach((name, template) -> texts.put(name, template.expand(input)));
        return Map.copyOf(texts);
    }

    private static Map<String, Template> parsed(Map<String, String> texts) {
        Map<String, Template> templates = new HashMap<>();
        texts.forEach((name, text) -> {
            Parsed parsed = Template.parse(text);
            if (!(parsed instanceof Template template)) {
                throw new IllegalArgumentException("not a template, and nobody said so before: " + text);
            }
            templates.put(name, template);
        });
        return templates;
    }
}
