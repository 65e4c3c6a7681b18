package dev.vigil.flink.sql;

import dev.vigil.fleet.TableSpec;
import dev.vigil.flink.sql.OutputColumn.Role;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import dev.vigil.rules.RecordRule;
import dev.vigil.rules.Rule;
import dev.vigil.rules.template.Template;
import dev.vigil.rules.yaml.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

/** What the columns of a result are for, and what is wrong with them. */
final class ResultChecks {

    /** The planner's names for a column that has none, and for the second of two. */
    private static final Pattern UNNAMED = Pattern.compile("EXPR\\$\\d+");

    private static final Pattern REPEATED = Pattern.compile("(.*?)\\d+");
    private static final String VALUE = "value";

    private final Rule rule;
    private final RuleText text;
    private final FreeTexts freeTexts;
    private final List<OutputColumn> columns = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    ResultChecks(Rule rule, RuleText text, Set<TableSpec> tables, ResolvedSchema schema) {
        this.rule = rule;
        this.text = text;
        this.freeTexts = new FreeTexts(text, tables);
        checkNames(schema.getColumnNames());
        checkIdentity(schema);
        for (Column column : schema.getColumns()) {
            LogicalType type = column.getDataType().getLogicalType();
            columns.add(new OutputColumn(column.getName(), role(column.getName(), type), type.asSummaryString()));
        }
        if (rule instanceof AlertRule alert) {
            alert.annotations().forEach(this::checkTemplate);
        }
        if (rule instanceof RecordRule && !schema.getColumnNames().contains(VALUE)) {
            problems.add(text.problem(
                    ProblemKind.RESULT_COLUMN,
                    "a recorded series needs a column named value: SELECT …, step_seconds AS value"));
        }
    }

    List<OutputColumn> columns() {
        return columns;
    }

    List<Problem> problems() {
        return problems;
    }

    private void checkNames(List<String> names) {
        Set<String> seen = new HashSet<>(names);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Matcher repeated = REPEATED.matcher(name);
            if (UNNAMED.matcher(name).matches()) {
                problems.add(text.problem(
                        ProblemKind.RESULT_COLUMN,
                        "column " + (i + 1) + " of the result has no name: add AS and a name"));
            } else if (repeated.matches() && seen.contains(repeated.group(1)) && !text.names(name)) {
                problems.add(text.problem(
                        ProblemKind.RESULT_COLUMN,
                        "two columns of the result are named '" + repeated.group(1) + "': name one with AS"));
            }
        }
    }

    private void checkIdentity(ResolvedSchema schema) {
        List<String> texts = schema.getColumns().stream()
                .filter(column -> isText(column.getDataType().getLogicalType()))
                .map(Column::getName)
                .toList();
        for (String name : identity()) {
            if (!texts.contains(name)) {
                Optional<String> near = Nearest.to(name, texts);
                problems.add(text.problem(
                        ProblemKind.UNKNOWN_IDENTITY,
                        "identity names '" + name + "', which is no STRING column of the result"
                                + near.map(n -> "; did you mean '" + n + "'?").orElse("")));
            }
        }
    }

    /** A template that names a column which is not there would say so in each of the alert's texts, and only then. */
    private void checkTemplate(String annotation, String template) {
        if (!(Template.parse(template) instanceof Template parsed)) {
            return; // whoever read the rule has said so already
        }
        List<String> known = columns.stream()
                .filter(column -> column.role() == Role.TEXT || column.role() == Role.NUMBER)
                .map(OutputColumn::name)
                .toList();
        parsed.columns().stream().filter(name -> !known.contains(name)).sorted().forEach(name -> {
            Optional<String> near = Nearest.to(name, known);
            problems.add(text.problem(
                    ProblemKind.UNKNOWN_VALUE,
                    "annotation " + annotation + " uses $values." + name
                            + ", and the result has no such column beside labels and value"
                            + near.map(n -> "; did you mean '" + n + "'?").orElse("")));
        });
    }

    private List<String> identity() {
        return rule instanceof AlertRule alert ? alert.identity() : List.of();
    }

    private Role role(String name, LogicalType type) {
        if (name.equals(VALUE)) {
            if (!type.is(LogicalTypeFamily.NUMERIC)) {
                problems.add(text.problem(
                        ProblemKind.RESULT_COLUMN,
                        "the column named value is the alert's number, and this one is a " + type.asSummaryString()
                                + ": give it another name"));
            }
            return Role.VALUE;
        }
        if (isText(type)) {
            boolean label = identity().isEmpty()
                    ? !freeTexts.contains(name)
                    : identity().contains(name);
            return label ? Role.LABEL : Role.TEXT;
        }
        return type.is(LogicalTypeFamily.NUMERIC) ? Role.NUMBER : Role.TEXT;
    }

    private static boolean isText(LogicalType type) {
        return type.is(LogicalTypeFamily.CHARACTER_STRING);
    }
}
