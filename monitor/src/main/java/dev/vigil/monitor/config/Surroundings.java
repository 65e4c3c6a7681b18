package dev.vigil.monitor.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What the reader of a configuration must know from elsewhere.
 *
 * @param environment variables that {@code ${NAME}} may name
 * @param packRules names of the built-in rules
 * @param targetProblem what is wrong with the way a target is written; empty where nothing is
 */
public record Surroundings(
        Map<String, String> environment, Set<String> packRules, Function<String, Optional<String>> targetProblem) {

    /** Copies. */
    public Surroundings {
        environment = Map.copyOf(environment);
        packRules = Set.copyOf(packRules);
    }
}
