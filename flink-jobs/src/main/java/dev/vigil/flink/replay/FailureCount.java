package dev.vigil.flink.replay;

import dev.vigil.flink.sql.RuleHealth;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what rules could not digest, and what did not fit into their limits; any thread. */
final class FailureCount implements RuleHealth {

    private final Map<String, Long> failures = new ConcurrentHashMap<>();
    private final Map<String, Long> crowded = new ConcurrentHashMap<>();

    @Override
    public void rowDropped(String rule, Throwable reason) {
        failures.merge(rule, 1L, Long::sum);
    }

    @Override
    public void crowdedOut(String rule, int limit) {
        crowded.merge(rule, 1L, Long::sum);
    }

    Map<String, Long> byRule() {
        return Map.copyOf(failures);
    }

    Map<String, Long> crowdedByRule() {
        return Map.copyOf(crowded);
    }
}
