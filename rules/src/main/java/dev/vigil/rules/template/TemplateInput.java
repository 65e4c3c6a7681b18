package dev.vigil.rules.template;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a template is expanded over.
 *
 * @param labels {@code $labels}; one that is not there is the empty text
 * @param value {@code $value}; null where it is not known
 * @param values {@code $values}: Double, String, Boolean or null (not known) by column; a column that is not there is an
 *     error
 * @param externalUrl {@code $externalURL}: where people reach Vigil, without a slash at its end; empty where nobody can
 */
public record TemplateInput(
        Map<String, String> labels, @Nullable Double value, Map<String, @Nullable Object> values, String externalUrl) {

    /** Copies. */
    public TemplateInput {
        labels = Map.copyOf(labels);
        values = Collections.unmodifiableMap(new HashMap<>(values));
    }

    /** Where nobody can be reached. */
    public TemplateInput(Map<String, String> labels, @Nullable Double value, Map<String, @Nullable Object> values) {
        this(labels, value, values, "");
    }

    /** For label templates, which see nothing but labels. */
    public static TemplateInput ofLabels(Map<String, String> labels) {
        return new TemplateInput(labels, null, Map.of());
    }
}
