package dev.vigil.flink;

import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import dev.vigil.rules.Expression;
import dev.vigil.rules.RecordRule;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Tells that rows pass the whole pipeline: a rule of the pipeline's own records the uptime, which changes each second, and
 * what comes out of it at the far end is noted and kept from everybody else.
 */
final class Heartbeat implements AlertSink {

    private static final String ID = "vigil/heartbeat";
    private static final Rule RULE = new RecordRule(
            ID,
            "vigil",
            "vigil_heartbeat",
            new Expression("SELECT uptime_seconds AS value FROM monitor", "<vigil>", 1, 1),
            Map.of());

    private final Vitals vitals;
    private final AlertSink others;

    Heartbeat(Vitals vitals, AlertSink others) {
        this.vitals = vitals;
        this.others = others;
    }

    /** The rules with the heartbeat's own. */
    static RuleSet in(RuleSet rules) {
        List<Rule> all = Stream.concat(rules.rules().stream(), Stream.of(RULE)).toList();
        return new RuleSet(all);
    }

    @Override
    public void alert(AlertUpdate update) {
        others.alert(update);
    }

    @Override
    public void series(SeriesUpdate update) {
        if (!update.rule().equals(ID)) {
            others.series(update);
        } else if (update.value() != null) {
            vitals.beat();
        }
    }
}
