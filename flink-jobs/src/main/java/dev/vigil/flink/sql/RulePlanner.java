package dev.vigil.flink.sql;

import dev.vigil.fleet.TableSpec;
import dev.vigil.flink.sql.function.IsFinite;
import dev.vigil.flink.sql.function.IsInf;
import dev.vigil.flink.sql.function.IsNan;
import dev.vigil.flink.sql.function.Mad;
import dev.vigil.flink.sql.function.Median;
import dev.vigil.flink.sql.lint.QueryLinter;
import dev.vigil.flink.table.Schemas;
import dev.vigil.rules.Problem;
import dev.vigil.rules.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlNode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.ExplainDetail;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.internal.TableEnvironmentImpl;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.planner.calcite.FlinkPlannerImpl;
import org.apache.flink.table.planner.delegation.PlannerBase;
import org.apache.flink.types.Row;

/**
 * Plans rules one after another, each over its own inputs. All share one table environment: measured, one for each rule is no
 * faster to plan and costs its start. Confined to the calling thread.
 */
final class RulePlanner {

    private final StreamTableEnvironment tables;

    RulePlanner(StreamExecutionEnvironment environment) {
        tables = StreamTableEnvironment.create(environment);
        // A failed CAST is NULL and not the end of the job.
        tables.getConfig().set("table.exec.legacy-cast-behaviour", "enabled");
        tables.createTemporarySystemFunction("IS_NAN", IsNan.class);
        tables.createTemporarySystemFunction("IS_INF", IsInf.class);
        tables.createTemporarySystemFunction("IS_FINITE", IsFinite.class);
        tables.createTemporarySystemFunction("MEDIAN", Median.class);
        tables.createTemporarySystemFunction("MAD", Mad.class);
    }

    /**
     * Plans a rule.
     *
     * @param inputs where it reads the tables; those that it does not name are left alone
     */
    RulePlan plan(Rule rule, Map<TableSpec, DataStream<Row>> inputs) {
        return plan(rule, inputs, (text, shape) -> List.of());
    }

    /** As {@link #plan(Rule, Map)}, and has a second look at a query that can run. */
    RulePlan plan(Rule rule, Map<TableSpec, DataStream<Row>> inputs, SecondLook secondLook) {
        RuleText text = RuleText.of(rule.expr());
        TextChecks checks = new TextChecks(text);
        if (!checks.problems().isEmpty()) {
            return new RulePlan.Refused(checks.problems());
        }
        Map<TableSpec, DataStream<Row>> named = new HashMap<>(inputs);
        named.keySet().removeIf(table -> !text.names(table.name()));
        try {
            named.forEach(this::register);
            return new Planning(rule, text, named, secondLook).plan();
        } finally {
            named.keySet().forEach(table -> tables.dropTemporaryView(view(table)));
        }
    }

    private void register(TableSpec table, DataStream<Row> stream) {
        ChangelogMode mode = table.changelog() ? ChangelogMode.all() : ChangelogMode.insertOnly();
        tables.createTemporaryView(view(table), tables.fromChangelogStream(stream, Schemas.of(table), mode));
    }

    private static String view(TableSpec table) {
        return "`" + table.name() + "`";
    }

    /** The validated tree of a query whose tables are registered, and the types of its nodes. */
    QueryLinter linter(RuleText text) {
        PlannerBase planner = (PlannerBase) ((TableEnvironmentImpl) tables).getPlanner();
        FlinkPlannerImpl calcite = planner.createFlinkPlanner();
        SqlNode query = calcite.validate(calcite.parser().parse(text.sql()));
        return new QueryLinter(query, calcite.getOrCreateSqlValidator()::getValidatedNodeTypeIfKnown);
    }

    /** Looks at a query that can run, while its tables are there. */
    @FunctionalInterface
    interface SecondLook {
        /** What may surprise the rule's author. */
        List<Problem> warnings(RuleText text, RuleShape shape);
    }

    /** One rule on its way through the planner. */
    private final class Planning {

        private final Rule rule;
        private final RuleText text;
        private final Map<TableSpec, DataStream<Row>> inputs;
        private final SecondLook secondLook;

        Planning(Rule rule, RuleText text, Map<TableSpec, DataStream<Row>> inputs, SecondLook secondLook) {
            this.rule = rule;
            this.text = text;
            this.inputs = inputs;
            this.secondLook = secondLook;
        }

        RulePlan plan() {
            try {
                Table table = tables.sqlQuery(text.sql());
                return inspect(table, tables.toChangelogStream(table));
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                // Whatever the planner throws is about this query, which somebody typed: it never ends the program.
                List<Problem> located = PlannerErrors.isOfTypes(e) ? reasons() : List.of();
                return new RulePlan.Refused(located.isEmpty() ? List.of(new PlannerErrors(text).problem(e)) : located);
            }
        }

        /** The planner translates after it has validated, and knows no places any more then. */
        private List<Problem> reasons() {
            return linter(text).reasons().stream()
                    .map(found -> text.problem(found.line(), found.column(), found.kind(), found.message()))
                    .toList();
        }

        private RulePlan inspect(Table table, DataStream<Row> changes) {
            PlanChecks plan = new PlanChecks(text, changes, inputs);
            ResultChecks result = new ResultChecks(rule, text, plan.tables(), table.getResolvedSchema());
            List<Problem> problems = sorted(plan.problems(), result.problems());
            boolean events = problems.isEmpty() && plan.mayOnlyGrow() && onlyGrows(table);
            RuleShape shape =
                    new RuleShape(result.columns(), events, plan.nodes().joins(), plan.tables());
            List<Problem> warnings = sorted(plan.warnings(), secondLook.warnings(text, shape));
            if (!problems.isEmpty()) {
                // What the second look finds may be why: two conditions that exclude each other leave no table to read.
                return new RulePlan.Refused(sorted(problems, warnings));
            }
            return new RulePlan.Planned(
                    rule, text.sql(), shape, changes, plan.nodes().inOrder(), warnings);
        }

        private static List<Problem> sorted(List<Problem> some, List<Problem> others) {
            return Stream.concat(some.stream(), others.stream()).sorted().toList();
        }

        /** Asks the planner, which tells it only in a plan's text: {@code changelogMode=[I]} at its first node. */
        private static boolean onlyGrows(Table table) {
            String plan = table.explain(ExplainDetail.CHANGELOG_MODE);
            int mode = plan.indexOf("changelogMode=[", plan.indexOf("== Optimized Physical Plan =="));
            return mode >= 0 && plan.startsWith("changelogMode=[I]", mode);
        }
    }
}
