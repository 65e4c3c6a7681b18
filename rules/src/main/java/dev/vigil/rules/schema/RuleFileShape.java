package dev.vigil.rules.schema;

import static dev.vigil.rules.schema.Shape.duration;
import static dev.vigil.rules.schema.Shape.integer;
import static dev.vigil.rules.schema.Shape.list;
import static dev.vigil.rules.schema.Shape.map;
import static dev.vigil.rules.schema.Shape.object;
import static dev.vigil.rules.schema.Shape.oneOf;
import static dev.vigil.rules.schema.Shape.text;

import java.util.List;
import java.util.Map;

/** The shape of a rule file; its reader is {@link dev.vigil.rules.yaml.RuleReader}. */
public final class RuleFileShape {

    private static final String NAME = "^[a-zA-Z_][a-zA-Z0-9_]*$";

    private RuleFileShape() {}

    /** The whole file. */
    public static Shape shape() {
        return object().key("groups", list(group()).says("Groups of rules.")).required("groups");
    }

    private static Shape group() {
        return object().key("name", filled().says("Unique within the file."))
                .key("labels", labels("Added to every rule of the group; a rule's own label of that name wins."))
                .key("limit", limit("Limit of each alert of the group that has none of its own."))
                .key(
                        "interval",
                        duration().says("Accepted for files that are shared with Prometheus, without meaning."))
                .key("rules", list(rule()).says("The rules."))
                .required("name", "rules");
    }

    private static Shape rule() {
        return object().key("alert", filled().says("Name of the alert; a rule is an alert or a record."))
                .key("record", text("^[a-zA-Z_:][a-zA-Z0-9_:]*$").says("Name of a series in /metrics."))
                .key(
                        "expr",
                        filled().says(
                                        "One SELECT (or WITH … SELECT) over Vigil's tables: each of its rows is an alert."))
                .key("for", duration().says("How long the row must be there before the alert fires; default 0s."))
                .key(
                        "keep_firing_for",
                        duration()
                                .says(
                                        "How long a firing alert outlives its row; default 0s, and 5m where the result only"
                                                + " grows."))
                .key("limit", limit("Most alerts of this rule, pending or firing, at one time; 0 = no limit."))
                .key("labels", labels("Labels of the alert; templates over $labels."))
                .key(
                        "annotations",
                        map(text())
                                .with("propertyNames", Map.of("pattern", NAME))
                                .says("Texts; templates over $labels, $value and $values. Write a summary."))
                .key(
                        "identity",
                        list(text(NAME))
                                .says("Columns that are labels, instead of all STRING columns that are no free text."))
                .key(
                        "no_data",
                        oneOf("keep", "resolve")
                                .says("What becomes of an active alert while its target cannot be read; default keep."))
                .key("investigate", investigate())
                .required("expr")
                .with("oneOf", List.of(Map.of("required", List.of("alert")), Map.of("required", List.of("record"))))
                .with("dependencies", Map.of("record", Map.of("not", anyOf(ALERT_ONLY))));
    }

    private static Shape investigate() {
        return object().key(
                        "eval",
                        list(filled()).with("maxItems", 16).says("Python expressions that are asked of the target."))
                .with("type", List.of("object", "null"))
                .says("What is asked of the target when the alert fires.");
    }

    private static final List<String> ALERT_ONLY =
            List.of("for", "keep_firing_for", "limit", "annotations", "identity", "no_data", "investigate");

    private static Map<String, Object> anyOf(List<String> keys) {
        return Map.of(
                "anyOf",
                keys.stream().map(key -> Map.of("required", List.of(key))).toList());
    }

    private static Shape labels(String description) {
        return map(text()).with("propertyNames", Map.of("pattern", NAME)).says(description);
    }

    private static Shape limit(String description) {
        return integer(0, Integer.MAX_VALUE).says(description);
    }

    /** A text that is not blank. */
    private static Shape filled() {
        return text("\\S");
    }
}
