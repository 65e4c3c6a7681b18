package dev.vigil.flink.sql;

import dev.vigil.flink.alert.AlertOperator.LimitListener;
import dev.vigil.flink.cluster.InProcess;

/** Counts an alert that found no room among the failures of its rule. */
record Crowding(InProcess<RuleHealth> health) implements LimitListener {

    @Override
    public void crowdedOut(String rule, int limit) {
        health.get().rowDropped(rule, new IllegalStateException("more than " + limit + " alerts at once, its limit"));
    }
}
