package dev.vigil.flink.sql;

import dev.vigil.fleet.TargetFacts;
import dev.vigil.flink.alert.TimedFacts;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Notes from what time on facts hold, as {@link RowReader} does for rows. */
final class FactsReader extends ProcessFunction<TargetFacts, TimedFacts> {

    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(TargetFacts facts, Context context, Collector<TimedFacts> out) {
        out.collect(new TimedFacts(context.timerService().currentWatermark(), facts));
    }
}
