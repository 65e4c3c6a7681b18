package dev.vigil.flink.sql;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.flink.table.Schemas;
import dev.vigil.rules.Problem;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Row;

/**
 * Says whether rules can run, without running them. {@link RuleGraph#attach} says the same while it plans them, so that who is
 * going to run them need not ask here first. The first rule costs seconds (the planner is loaded), each further one
 * milliseconds: keep one validator for many rules. Confined to one thread.
 */
public final class RuleValidator {

    private final RulePlanner planner;
    private final Map<TableSpec, DataStream<Row>> inputs;

    /** Makes a table environment of its own, on which nothing ever runs. */
    public RuleValidator() {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        inputs = Tables.ALL.stream().collect(Collectors.toMap(Function.identity(), table -> empty(environment, table)));
        planner = new RulePlanner(environment);
    }

    private static DataStream<Row> empty(StreamExecutionEnvironment environment, TableSpec table) {
        return environment.fromData(
                Schemas.rowType(table), new Row(table.columns().size()));
    }

    /** Whether a rule can run, and what its result is made of. */
    public RuleCheck validate(Rule rule) {
        return planner.plan(rule, inputs).check();
    }

    /**
     * As {@link #validate}, and tells what the rule's author will not have meant: {@link RuleCheck.Valid#warnings()}.
     *
     * @param watches names of the watches that there are; empty where they are not known
     */
    public RuleCheck lint(Rule rule, Optional<Set<String>> watches) {
        return planner.plan(rule, inputs, new RuleLint(planner, rule, watches)).check();
    }

    /** Every reason why one of these rules cannot run, sorted by place; empty where all can. */
    public List<Problem> problems(RuleSet rules) {
        return rules.rules().stream()
                .map(this::validate)
                .flatMap(check ->
                        check instanceof RuleCheck.Refused refused ? refused.problems().stream() : Stream.<Problem>of())
                .sorted()
                .toList();
    }
}
