package dev.vigil.monitor.cli;

import dev.vigil.monitor.probing.Endpoint;
import java.util.Optional;

/** Whether a text is a target as users write them. */
final class TargetSyntax {

    private TargetSyntax() {}

    /** What is wrong with it; empty where nothing is. */
    static Optional<String> problem(String target) {
        try {
            Endpoint.parse(target);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
