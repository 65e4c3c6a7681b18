package dev.vigil.flink.sql;

import dev.vigil.fleet.TableSpec;
import dev.vigil.flink.alert.AlertOperator;
import dev.vigil.flink.alert.AlertProgram;
import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.Deliver;
import dev.vigil.flink.alert.RuleRow;
import dev.vigil.flink.alert.SeriesOperator;
import dev.vigil.flink.alert.SeriesProgram;
import dev.vigil.flink.alert.SeriesUpdate;
import dev.vigil.flink.alert.TimedFacts;
import dev.vigil.flink.cluster.InProcess;
import dev.vigil.flink.sql.RulePlan.Planned;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Problem;
import dev.vigil.rules.RecordRule;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.types.Row;

/** Everything downstream of the tables: guards, queries, lifecycle and the way out. */
public final class RuleGraph {

    private static final TypeInformation<RuleRow> RULE_ROW = TypeInformation.of(RuleRow.class);

    private final StreamExecutionEnvironment environment;
    private final RuleInputs inputs;
    private final GraphSettings settings;
    private final InProcess<RuleHealth> health;

    private RuleGraph(
            StreamExecutionEnvironment environment,
            RuleInputs inputs,
            GraphSettings settings,
            InProcess<RuleHealth> health) {
        this.environment = environment;
        this.inputs = inputs;
        this.settings = settings;
        this.health = health;
    }

    /**
     * Adds all rules to a job. Operators of a rule carry stable uids and are named {@code rule/<id>/…}, so that the name of
     * a failed task tells the rule. Rules are validated on the way, as by {@link RuleValidator}: who only wants to run them
     * need not plan them twice.
     *
     * @param environment the job; its configuration holds for the rules as well
     * @param inputs what rules read
     * @param rules the rules
     * @param settings what rules must know of the pipeline
     * @param alerts takes what the rules conclude
     * @param health hears how they are doing
     * @return what is known of them together
     * @throws RulesRefusedException if any rule cannot run; the environment is of no use then
     */
    public static RuleTraits attach(
            StreamExecutionEnvironment environment,
            RuleInputs inputs,
            RuleSet rules,
            GraphSettings settings,
            InProcess<AlertSink> alerts,
            InProcess<RuleHealth> health) {
        RuleGraph graph = new RuleGraph(environment, inputs, settings, health);
        List<Planned> plans = graph.plan(rules);
        graph.attachAlerts(plans, alerts);
        graph.attachSeries(plans, alerts);
        return RuleTraits.of(plans);
    }

    private List<Planned> plan(RuleSet rules) {
        RulePlanner planner = new RulePlanner(environment);
        List<Planned> plans = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Rule rule : rules.rules()) {
            RulePlan plan = planner.plan(rule, guarded(rule));
            if (plan instanceof RulePlan.Planned planned) {
                plans.add(planned);
            } else if (plan instanceof RulePlan.Refused refused) {
                problems.addAll(refused.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new RulesRefusedException(problems.stream().sorted().toList());
        }
        return plans;
    }

    private Map<TableSpec, DataStream<Row>> guarded(Rule rule) {
        Map<TableSpec, DataStream<Row>> guarded = new HashMap<>();
        boolean known = settings.known().contains(RuleVersions.of(rule));
        var tables = known ? inputs.tables() : inputs.withPast();
        RuleText text = RuleText.of(rule.expr());
        tables.apply(rule)
                .forEach((table, rows) -> guarded.put(table, guarded(rule, rows, Guard.of(rule, text, table, health))));
        return guarded;
    }

    /** Not added to the job here: a guard before a table that the rule does not read would run for nothing. */
    private DataStream<Row> guarded(Rule rule, DataStream<Row> rows, Guard guard) {
        OneInputTransformation<Row, Row> node = new OneInputTransformation<>(
                rows.getTransformation(),
                RuleOperators.name(rule, guard.table()),
                SimpleOperatorFactory.of(new ProcessOperator<>(guard)),
                rows.getType(),
                settings.parallelism(),
                false);
        node.setUid(RuleOperators.name(rule, "guard/" + guard.table()));
        return new DataStream<>(environment, node);
    }

    private void attachAlerts(List<Planned> plans, InProcess<AlertSink> alerts) {
        Map<String, AlertProgram> programs = new LinkedHashMap<>();
        List<DataStream<RuleRow>> rows = new ArrayList<>();
        for (Planned plan : plans) {
            if (plan.rule() instanceof AlertRule rule) {
                boolean events = plan.shape().events();
                programs.put(
                        rule.id(),
                        AlertProgram.of(rule, plan.version(), events, isExact(plan), settings.pollInterval()));
                rows.add(rows(plan));
            }
        }
        union(rows.isEmpty() ? List.of(none()) : rows)
                .keyBy(RuleRow::key, Types.STRING)
                .connect(timedFacts().broadcast(AlertOperator.FACTS))
                .process(
                        new AlertOperator(programs, new Crowding(health), settings.externalUrl()),
                        TypeInformation.of(AlertUpdate.class))
                .name("alerts")
                .uid("alerts")
                .sinkTo(Deliver.alerts(alerts))
                .name("alerts-out")
                .uid("alerts-out");
    }

    private DataStream<TimedFacts> timedFacts() {
        return inputs.facts()
                .process(new FactsReader(), TypeInformation.of(TimedFacts.class))
                .name("facts")
                .uid("facts");
    }

    private void attachSeries(List<Planned> plans, InProcess<AlertSink> alerts) {
        Map<String, SeriesProgram> programs = new LinkedHashMap<>();
        List<DataStream<RuleRow>> rows = new ArrayList<>();
        for (Planned plan : plans) {
            if (plan.rule() instanceof RecordRule rule) {
                programs.put(rule.id(), SeriesProgram.of(rule, plan.version(), isExact(plan)));
                rows.add(rows(plan));
            }
        }
        union(rows.isEmpty() ? List.of(none()) : rows)
                .keyBy(RuleRow::key, Types.STRING)
                .process(new SeriesOperator(programs), TypeInformation.of(SeriesUpdate.class))
                .name("series")
                .uid("series")
                .sinkTo(Deliver.series(alerts))
                .name("series-out")
                .uid("series-out");
    }

    /** Above parallelism 1 the two halves of an update may take different ways, as the inputs of a join do. */
    private boolean isExact(Planned plan) {
        return settings.parallelism() == 1 && !plan.shape().join();
    }

    private DataStream<RuleRow> rows(Planned plan) {
        RuleOperators.mark(plan);
        return plan.changes()
                .process(new RowReader(plan.rule().id(), plan.shape().columns(), health), RULE_ROW)
                .name(RuleOperators.name(plan.rule(), "rows"))
                .uid(RuleOperators.uid(plan, "rows"));
    }

    /** Without a rule time must pass nevertheless: what is remembered of rules that are gone has to end. */
    private DataStream<RuleRow> none() {
        return inputs.facts().process(new NoRows(), RULE_ROW).name("no-rows");
    }

    private static DataStream<RuleRow> union(List<DataStream<RuleRow>> rows) {
        DataStream<RuleRow> union = rows.get(0);
        for (DataStream<RuleRow> more : rows.subList(1, rows.size())) {
            union = union.union(more);
        }
        return union;
    }
}
