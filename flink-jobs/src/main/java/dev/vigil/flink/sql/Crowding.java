package dev.vigil.flink.sql;

import dev.vigil.flink.alert.AlertOperator.LimitListener;
import dev.vigil.flink.cluster.InProcess;

/** Tells of alerts that found no room under the limit of their rule. */
record Crowding(InProcess<RuleHealth> health) implements LimitListener {

    @Override
    public void crowdedOut(String rule, int limit) {
        health.get().crowdedOut(rule, limit);
    }
}
