package dev.vigil.flink.sql;

import dev.vigil.rules.Problem;
import dev.vigil.rules.Rule;
import java.util.List;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Row;

/** What came of planning a rule. */
sealed interface RulePlan {

    /** For those who want to know and not to run it. */
    RuleCheck check();

    /**
     * It can run.
     *
     * @param rule the rule
     * @param sql what was planned
     * @param shape what is known of the query
     * @param changes its result
     * @param nodes the planner's operators, each behind its inputs, in an order that is the same for the same plan
     * @param warnings what may surprise the rule's author
     */
    record Planned(
            Rule rule,
            String sql,
            RuleShape shape,
            DataStream<Row> changes,
            List<Transformation<?>> nodes,
            List<Problem> warnings)
            implements RulePlan {

        /** Version of the query: another text or another Flink is another. */
        String version() {
            return RuleOperators.version(sql);
        }

        @Override
        public RuleCheck check() {
            return new RuleCheck.Valid(shape, warnings);
        }
    }

    /** It cannot; {@code problems} says why. */
    record Refused(List<Problem> problems) implements RulePlan {

        @Override
        public RuleCheck check() {
            return new RuleCheck.Refused(problems);
        }
    }
}
