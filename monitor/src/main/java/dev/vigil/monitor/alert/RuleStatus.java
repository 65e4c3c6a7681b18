package dev.vigil.monitor.alert;

import dev.vigil.flink.PipelineStatus.RuleFailure;
import dev.vigil.flink.RuleReport;
import java.util.Map;

/** How the rules are doing; any thread. */
@FunctionalInterface
public interface RuleStatus {

    /** Rules that have failed since the start, by id. */
    Map<String, RuleFailure> failures();

    /** How often a row was no alert because its rule had as many as its limit allows, by rule id. */
    default Map<String, Long> overLimit() {
        return Map.of();
    }

    /** What a rule has seen and said. */
    default RuleReport report(String rule) {
        return RuleReport.NOTHING;
    }
}
