package dev.vigil.flink.sql;

import dev.vigil.flink.sql.OutputColumn.Role;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import dev.vigil.rules.Rule;
import dev.vigil.rules.template.Template;
import dev.vigil.rules.yaml.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The second look at a rule that can run: does it do what its author wants? */
final class RuleLint implements RulePlanner.SecondLook {

    /** Every row of a target has the target's own labels, and an alert its name; what a user calls his is not known here. */
    private static final Set<String> ALWAYS_THERE = Set.of("job", "instance", "rank", "alertname");

    private final RulePlanner planner;
    private final Rule rule;
    private final Optional<Set<String>> watches;

    RuleLint(RulePlanner planner, Rule rule, Optional<Set<String>> watches) {
        this.planner = planner;
        this.rule = rule;
        this.watches = watches;
    }

    @Override
    public List<Problem> warnings(RuleText text, RuleShape shape) {
        List<Problem> warnings = new ArrayList<>();
        planner.linter(text)
                .findings(names(shape, Role.LABEL), watches)
                .forEach(found ->
                        warnings.add(text.problem(found.line(), found.column(), found.kind(), found.message())));
        if (rule instanceof AlertRule alert) {
            alert.annotations()
                    .forEach((name, template) ->
                            checkLabels(name, template, text, shape).forEach(warnings::add));
        }
        return warnings;
    }

    /** A label that is not there is the empty text; only what is likely to be meant otherwise is told. */
    private List<Problem> checkLabels(String annotation, String template, RuleText text, RuleShape shape) {
        if (!(Template.parse(template) instanceof Template parsed)) {
            return List.of(); // whoever read the rule has said so already
        }
        Set<String> labels = new LinkedHashSet<>(names(shape, Role.LABEL));
        labels.addAll(rule.labels().keySet());
        labels.addAll(ALWAYS_THERE);
        Map<String, Role> columns =
                shape.columns().stream().collect(Collectors.toMap(OutputColumn::name, OutputColumn::role));
        return parsed.labels().stream()
                .filter(name -> !labels.contains(name))
                .sorted()
                .flatMap(name -> instead(name, columns.get(name), labels).stream()
                        .map(instead -> text.problem(
                                ProblemKind.UNKNOWN_LABEL,
                                "annotation " + annotation + " uses $labels." + name
                                        + ", and the alert has no such label" + instead)))
                .toList();
    }

    private static Optional<String> instead(String name, @Nullable Role role, Collection<String> labels) {
        if (role != null) {
            return Optional.of("; it is " + (role == Role.VALUE ? "$value" : "$values." + name));
        }
        return Nearest.to(name, labels).map(near -> "; did you mean '" + near + "'?");
    }

    private static Set<String> names(RuleShape shape, Role role) {
        return shape.columns().stream()
                .filter(column -> column.role() == role)
                .map(OutputColumn::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
