package dev.vigil.flink.sql;

import dev.vigil.fleet.TableSpec;
import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Row;

/** What is wrong with a query that could run, seen in the planner's operators. */
final class PlanChecks {

    private final RuleText text;
    private final PlanNodes nodes;
    private final Set<TableSpec> tables;
    private final Set<Transformation<?>> histories;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    PlanChecks(RuleText text, DataStream<Row> changes, Map<TableSpec, DataStream<Row>> inputs) {
        this.text = text;
        Set<Transformation<?>> all =
                inputs.values().stream().map(DataStream::getTransformation).collect(Collectors.toSet());
        nodes = new PlanNodes(changes.getTransformation(), all);
        tables = inputs.entrySet().stream()
                .filter(input -> nodes.read(input.getValue().getTransformation()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        histories = inputs.entrySet().stream()
                .filter(input -> !input.getKey().changelog())
                .map(input -> input.getValue().getTransformation())
                .collect(Collectors.toSet());
        checkTables();
        checkJoins();
        checkOrder();
        checkClocks();
    }

    PlanNodes nodes() {
        return nodes;
    }

    /** Tables that the result depends on. */
    Set<TableSpec> tables() {
        return tables;
    }

    List<Problem> problems() {
        return problems;
    }

    List<Problem> warnings() {
        return warnings;
    }

    /** Whether the result may be one from which no row is ever taken back; where not, there is no need to ask. */
    boolean mayOnlyGrow() {
        return readsHistoriesOnly() || nodes.windows();
    }

    private boolean readsHistoriesOnly() {
        return tables.stream().noneMatch(TableSpec::changelog);
    }

    private void checkTables() {
        if (tables.isEmpty()) {
            problems.add(text.problem(
                    ProblemKind.READS_NO_TABLE,
                    "the result depends on no table, so it never changes; an alert that always fires"
                            + " selects from monitor"));
        }
        if (nodes.groupsForEver(histories)) {
            refuse(
                    "GROUP",
                    ProblemKind.KEEPS_HISTORY,
                    "grouping a _samples table without a window keeps every group for ever; group by a window (TUMBLE, HOP),"
                            + " or use the ready columns of watches, modules and targets");
        }
    }

    private void checkJoins() {
        if (nodes.joinsForEver(histories)) {
            refuse(
                    "JOIN",
                    ProblemKind.KEEPS_HISTORY,
                    "joining a _samples table keeps its every row for ever; bound both sides' ts (BETWEEN … AND …), or join the"
                            + " tables of latest states");
        }
        if (nodes.joinsWithoutEquality()) {
            refuse(
                    "JOIN",
                    ProblemKind.CROSS_JOIN,
                    "a join needs an equality (ON a.job = b.job); without one, each row meets each (instead of NOT IN write"
                            + " NOT EXISTS)");
        }
    }

    private void checkOrder() {
        if (nodes.sorts()) {
            refuse(
                    "ORDER",
                    ProblemKind.ORDERED_RESULT,
                    "ORDER BY has no meaning in a result that changes all the time; leave it out");
        } else if (nodes.limits()) {
            refuse(
                    "LIMIT",
                    ProblemKind.ORDERED_RESULT,
                    "LIMIT would pick rows at random; an alert's 'limit' bounds how many alerts a rule raises");
        }
    }

    private void checkClocks() {
        List<SqlToken> tokens = text.tokens();
        IntStream.range(0, tokens.size())
                .filter(i -> TextChecks.readsClock(tokens, i))
                .mapToObj(tokens::get)
                .forEach(this::checkClock);
    }

    private void checkClock(SqlToken token) {
        if (readsHistoriesOnly()) {
            warnings.add(text.problem(
                    token,
                    ProblemKind.CLOCK_ON_ARRIVAL,
                    token.text() + " is read when a row arrives; the passing of time alone changes nothing"));
        } else {
            problems.add(text.problem(
                    token,
                    ProblemKind.READS_CLOCK,
                    token.text()
                            + " is read when a row arrives, and differs when the row is taken back; use a column that"
                            + " counts seconds (stalled_seconds, phase_seconds, unchanged_seconds, …)"));
        }
    }

    private void refuse(String keyword, ProblemKind kind, String message) {
        problems.add(text.first(token -> token.is(keyword))
                .map(token -> text.problem(token, kind, message))
                .orElseGet(() -> text.problem(kind, message)));
    }
}
