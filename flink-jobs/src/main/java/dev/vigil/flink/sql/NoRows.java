package dev.vigil.flink.sql;

import dev.vigil.fleet.TargetFacts;
import dev.vigil.flink.alert.RuleRow;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Lets time pass where no rule gives rows. */
final class NoRows extends ProcessFunction<TargetFacts, RuleRow> {

    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(TargetFacts facts, Context context, Collector<RuleRow> out) {
        // Nothing is a row.
    }
}
