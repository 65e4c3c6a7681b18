package dev.vigil.rules;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An alert: rows of a continuous query, held for a while.
 *
 * @param id see {@link Rule#id()}
 * @param group see {@link Rule#group()}
 * @param name alert name
 * @param expr the query
 * @param holdFor {@code for}: how long a row must be there before the alert fires; zero = at once
 * @param keepFiringFor {@code keep_firing_for}: how long a firing alert outlives its row; null = not given (zero for
 *     queries whose rows come and go, 5 minutes for those that only grow)
 * @param limit most alerts (pending and firing) of this rule at one time; 0 = no limit
 * @param noData what happens while the target cannot be read
 * @param identity columns that are labels, in the user's order; empty = all STRING columns but the free-text ones
 * @param labels static labels, the group's included; templates may use {@code $labels}
 * @param annotations texts; templates may use {@code $labels}, {@code $value} and {@code $values}
 * @param investigate Python expressions that an incident asks of the target
 */
public record AlertRule(
        String id,
        String group,
        String name,
        Expression expr,
        Duration holdFor,
        @Nullable Duration keepFiringFor,
        int limit,
        NoData noData,
        List<String> identity,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<String> investigate)
        implements Rule {

    /** Checks and copies. */
    public AlertRule {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(expr, "expr");
        Objects.requireNonNull(holdFor, "holdFor");
        Objects.requireNonNull(noData, "noData");
        identity = List.copyOf(identity);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        investigate = List.copyOf(investigate);
    }

    /**
     * Whether one more alert may begin under {@link #limit}. Alerts that are there stay; rows beyond the limit are no alerts
     * and are counted as such, until one that is there ends.
     *
     * @param active alerts of this rule that are pending or firing
     */
    public boolean admits(int active) {
        return limit == 0 || active < limit;
    }

    @Override
    public AlertRule at(Expression place) {
        return new AlertRule(
                id,
                group,
                name,
                place,
                holdFor,
                keepFiringFor,
                limit,
                noData,
                identity,
                labels,
                annotations,
                investigate);
    }

    @Override
    public AlertRule withId(String other) {
        return new AlertRule(
                other,
                group,
                name,
                expr,
                holdFor,
                keepFiringFor,
                limit,
                noData,
                identity,
                labels,
                annotations,
                investigate);
    }
}
