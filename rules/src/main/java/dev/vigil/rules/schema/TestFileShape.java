package dev.vigil.rules.schema;

import static dev.vigil.rules.schema.Shape.duration;
import static dev.vigil.rules.schema.Shape.flag;
import static dev.vigil.rules.schema.Shape.integer;
import static dev.vigil.rules.schema.Shape.list;
import static dev.vigil.rules.schema.Shape.map;
import static dev.vigil.rules.schema.Shape.object;
import static dev.vigil.rules.schema.Shape.oneOf;
import static dev.vigil.rules.schema.Shape.text;

import dev.vigil.rules.testing.TableShape;
import dev.vigil.rules.testing.TableShape.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The shape of a test file; its reader is {@link dev.vigil.rules.testing.RuleTestReader}. */
public final class TestFileShape {

    private static final String TURN = "^\\s*(pending|firing|resolved|dropped)\\s*@\\s*\\S+\\s*$";

    private TestFileShape() {}

    /**
     * The whole file.
     *
     * @param tables all that rules can read
     */
    public static Shape shape(List<TableShape> tables) {
        return object().key(
                        "rule_files",
                        list(text()).says("Rules under test, relative to this file; default: the built-in ones."))
                .key(
                        "tests",
                        list(test(tables))
                                .with("type", "array")
                                .with("minItems", 1)
                                .says("The tests."))
                .required("tests");
    }

    private static Shape test(List<TableShape> tables) {
        return object().key("name", text().says("Unique within the file."))
                .key("interval", duration().says("From one value of a series to the next; default 1s."))
                .key("until", duration().says("How long the test runs; default: the last input or expectation."))
                .key("input", list(input(tables)).says("Rows of tables."))
                .key("expect", list(expectation()).says("What should be so."))
                .key(
                        "silent",
                        Shape.either(list(text()), oneOf("others"))
                                .says("Alerts that are never pending nor firing; others = all that are not named."))
                .required("name")
                .with("anyOf", List.of(Map.of("required", List.of("expect")), Map.of("required", List.of("silent"))));
    }

    private static Shape input(List<TableShape> tables) {
        String[] names = tables.stream().map(TableShape::name).toArray(String[]::new);
        List<Object> columns = new ArrayList<>();
        for (TableShape table : tables) {
            columns.add(Shape.ordered(
                    "if",
                    Map.of("properties", Map.of("table", Map.of("const", table.name()))),
                    "then",
                    Map.of("properties", Map.of("columns", columns(table).json()))));
        }
        return object().key("table", oneOf(names).says("Which table the row is of."))
                .key("at", duration().says("When it comes; default 0s."))
                .key("gone", duration().says("When it goes; tables of latest states only. Default: never."))
                .key("columns", Shape.anything().says("Its values; what is not named is NULL."))
                .required("table", "columns")
                .with("allOf", columns);
    }

    private static Shape columns(TableShape table) {
        Shape columns = object();
        for (Map.Entry<String, ColumnType> column : table.columns().entrySet()) {
            columns = columns.key(column.getKey(), column(column.getValue()));
        }
        return table.required().isEmpty()
                ? columns
                : columns.required(table.required().toArray(String[]::new));
    }

    private static Shape column(ColumnType type) {
        Shape value = Shape.anything().with("type", List.of("string", "number", "boolean", "null"));
        return type == ColumnType.LABELS
                ? map(text()).says("The target's own labels.")
                : Shape.either(value, map(value))
                        .says(
                                type == ColumnType.NUMBER
                                        ? "A number, or a series: 1 2 3, 0+1x30."
                                        : "A value, or values by time.");
    }

    private static Shape expectation() {
        Shape shape = object().key("alert", text().says("Which rule it is about."))
                .key("at", duration().says("When; times count from the start of the test."));
        for (String moment : List.of("firing", "pending", "resolved")) {
            shape = shape.key(
                    moment,
                    Shape.either(integer(0, 1000), list(withPattern(object())).with("type", "array"))
                            .says("So many alerts, or what each looks like."));
        }
        shape = shape.key(
                        "inactive",
                        Shape.anything()
                                .with("enum", List.of(true, "yes", "on"))
                                .says("Neither pending nor firing."))
                .key(
                        "history",
                        list(text(TURN)).says("All turns of one alert: [pending@0s, firing@30s, resolved@2m]."));
        List<Object> kinds = new ArrayList<>();
        for (String kind : List.of("firing", "pending", "resolved", "inactive", "history")) {
            kinds.add(Map.of("required", List.of(kind)));
        }
        return withPattern(shape).required("alert").with("oneOf", kinds);
    }

    private static Shape withPattern(Shape shape) {
        return shape.key("labels", map(text()).says("Labels, as far as they matter; =~ begins a pattern (RE2)."))
                .key("annotations", map(text()).says("Texts, as far as they matter; =~ begins a pattern (RE2)."))
                .key("value", text().says("$value."))
                .key("exact", flag().says("true: labels and annotations are all that there are."));
    }
}
