package dev.vigil.rules;

import java.util.Map;
import java.util.Objects;

/**
 * Exposes each row of a query as one series: its STRING columns are labels, its column {@code value} the value.
 *
 * @param id see {@link Rule#id()}
 * @param group see {@link Rule#group()}
 * @param name metric name
 * @param expr the query
 * @param labels added to each series
 */
public record RecordRule(String id, String group, String name, Expression expr, Map<String, String> labels)
        implements Rule {

    /** Checks and copies. */
    public RecordRule {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(expr, "expr");
        labels = Map.copyOf(labels);
    }

    @Override
    public RecordRule at(Expression place) {
        return new RecordRule(id, group, name, place, labels);
    }

    @Override
    public RecordRule withId(String other) {
        return new RecordRule(other, group, name, expr, labels);
    }
}
