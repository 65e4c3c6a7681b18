package dev.vigil.rules.yaml;

import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Expression;
import dev.vigil.rules.NoData;
import dev.vigil.rules.ProblemKind;
import dev.vigil.rules.RecordRule;
import dev.vigil.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the groups of one file. */
final class GroupReader {

    /** A query of more characters than this is no query that a person wrote. */
    private static final int LONGEST_EXPRESSION = 64 << 10;

    /** An investigation asks few questions: it holds up the training thread for each. */
    private static final int MOST_QUESTIONS = 16;

    private static final List<String> ALERT_ONLY =
            List.of("for", "keep_firing_for", "limit", "annotations", "identity", "no_data", "investigate");

    private static final Map<String, NoData> NO_DATA = Map.of("keep", NoData.KEEP, "resolve", NoData.RESOLVE);

    private final RuleRegister register;
    private final Map<String, YamlScalar> groupNames = new HashMap<>();

    GroupReader(RuleRegister register) {
        this.register = register;
    }

    /** What a group gives its rules. */
    private record Group(String name, int limit, Map<String, String> labels) {}

    void read(YamlMap map) {
        String name = groupName(map);
        map.duration("interval")
                .filter(Duration::isZero)
                .ifPresent(zero ->
                        map.problemAt("interval", "'interval' is 0; leave it out, rules see rows as they come"));
        if (map.has("query_offset")) {
            map.problemAt(
                    "query_offset", "'query_offset' has no meaning here: rules see rows as they come; leave it out");
        }
        Group group = new Group(name, limit(map).orElse(0), Labels.readTemplates(map, "labels"));
        if (!map.has("rules")) {
            map.missing("rules", "");
        }
        map.maps("rules").forEach(rule -> read(rule, group));
        map.finish();
    }

    private String groupName(YamlMap map) {
        Optional<YamlScalar> name = name(map, "name");
        if (!map.has("name")) {
            map.missing("name", ": a group needs one");
        }
        name.ifPresent(given -> {
            YamlScalar first = groupNames.putIfAbsent(given.text(), given);
            if (first != null) {
                given.problem("group '" + given.text() + "' is there already, on line " + first.line()
                        + "; give it another name, or put the rules together");
            }
        });
        return name.map(YamlScalar::text).orElse("");
    }

    private void read(YamlMap map, Group group) {
        Optional<YamlScalar> alert = name(map, "alert");
        Optional<YamlScalar> record = name(map, "record");
        if (map.has("alert") && map.has("record")) {
            map.problemAt("record", "a rule is an 'alert' or a 'record', not both");
        } else if (!map.has("alert") && !map.has("record")) {
            map.problem(ProblemKind.MISSING_KEY, "'alert' or 'record' is missing: a rule is one of them");
        }
        Optional<Expression> expr = expression(map);
        boolean records = map.has("record") && !map.has("alert");
        Optional<Rule> rule = records ? recording(map, group, record, expr) : alerting(map, group, alert, expr);
        map.finish();
        rule.ifPresent(read -> add(map, read));
    }

    private void add(YamlMap map, Rule rule) {
        register.duplicateOf(rule)
                .ifPresent(first -> map.problem(
                        ProblemKind.DUPLICATE_RULE,
                        "there is already a rule '" + rule.name() + "' with these labels, at " + first.file() + ":"
                                + first.line()));
        register.add(rule);
    }

    private Optional<Rule> recording(YamlMap map, Group group, Optional<YamlScalar> name, Optional<Expression> expr) {
        for (String key : ALERT_ONLY) {
            if (map.has(key)) {
                map.problemAt(key, "'" + key + "' has no meaning for a recording rule; leave it out");
            }
        }
        name.filter(given -> !Labels.isMetricName(given.text()))
                .ifPresent(given -> given.problem(
                        "'" + given.text() + "' is not a metric name: letters, digits, _ and :, no digit first"));
        Map<String, String> labels = merged(group.labels, Labels.read(map, "labels"));
        return name.flatMap(given -> expr.map(sql -> {
            String id = register.freeId(group.name, given.text());
            return new RecordRule(id, group.name, given.text(), sql, labels);
        }));
    }

    private Optional<Rule> alerting(YamlMap map, Group group, Optional<YamlScalar> name, Optional<Expression> expr) {
        Duration holdFor = map.duration("for").orElse(Duration.ZERO);
        Duration keepFiringFor = map.duration("keep_firing_for").orElse(null);
        int limit = limit(map).orElse(group.limit);
        Map<String, String> labels = merged(group.labels, Labels.readTemplates(map, "labels"));
        Map<String, String> annotations = Labels.readAnnotations(map, "annotations");
        List<String> identity = identity(map);
        NoData noData = noData(map, identity);
        List<String> investigate = investigate(map);
        return name.flatMap(given -> expr.map(sql -> new AlertRule(
                register.freeId(group.name, given.text()),
                group.name,
                given.text(),
                sql,
                holdFor,
                keepFiringFor,
                limit,
                noData,
                identity,
                labels,
                annotations,
                investigate)));
    }

    private static Optional<YamlScalar> name(YamlMap map, String key) {
        Optional<YamlScalar> name = map.scalar(key);
        name.filter(given -> given.text().isBlank()).ifPresent(given -> given.problem("'" + key + "' is empty"));
        return name;
    }

    private static Optional<Expression> expression(YamlMap map) {
        if (!map.has("expr")) {
            map.missing("expr", ": the rule's SELECT");
        }
        Optional<YamlScalar> expr = map.scalar("expr");
        return expr.filter(GroupReader::isQuery).map(YamlScalar::expression);
    }

    private static boolean isQuery(YamlScalar text) {
        if (text.text().isBlank()) {
            text.problem("'expr' is empty");
            return false;
        }
        if (text.text().length() > LONGEST_EXPRESSION) {
            text.problem("'expr' is longer than " + LONGEST_EXPRESSION + " characters");
            return false;
        }
        return true;
    }

    private static Optional<Integer> limit(YamlMap map) {
        return map.integer("limit", 0, Integer.MAX_VALUE);
    }

    private static List<String> identity(YamlMap map) {
        Map<String, YamlScalar> columns = new LinkedHashMap<>();
        for (YamlScalar column : map.scalars("identity")) {
            String name = column.text();
            if (!Labels.isName(name)) {
                column.problem("'" + name + "' is not a label name: name the column AS one");
            } else if (name.equals("value")) {
                column.problem("'value' cannot be part of an identity: each new value would be a new alert");
            } else if (columns.putIfAbsent(name, column) != null) {
                column.problem("'" + name + "' is named twice");
            }
        }
        if (map.list("identity").filter(list -> list.items().isEmpty()).isPresent()) {
            map.problemAt("identity", "'identity' names no column: leave it out to have the usual ones");
        }
        return List.copyOf(columns.keySet());
    }

    private static NoData noData(YamlMap map, List<String> identity) {
        Optional<NoData> noData = map.scalar("no_data").flatMap(value -> value.oneOf(NO_DATA));
        if (map.has("no_data") && !identity.isEmpty() && !identity.containsAll(Set.of("job", "instance"))) {
            map.problemAt(
                    "no_data",
                    "'no_data' needs an identity with job and instance: it asks whether their target is read");
        }
        return noData.orElse(NoData.KEEP);
    }

    private static List<String> investigate(YamlMap map) {
        Optional<YamlMap> investigate = map.map("investigate");
        List<String> questions = new ArrayList<>();
        investigate.ifPresent(given -> {
            for (YamlScalar question : given.scalars("eval")) {
                questions.add(question.text());
                if (question.text().isBlank()) {
                    question.problem("an empty expression");
                }
            }
            if (questions.size() > MOST_QUESTIONS) {
                given.problemAt("eval", "more than " + MOST_QUESTIONS + " expressions");
            }
            given.finish();
        });
        return questions;
    }

    private static Map<String, String> merged(Map<String, String> outer, Map<String, String> inner) {
        Map<String, String> merged = new LinkedHashMap<>(outer);
        merged.putAll(inner);
        return merged;
    }
}
