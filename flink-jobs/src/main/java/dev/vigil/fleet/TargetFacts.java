package dev.vigil.fleet;

import java.util.Map;
import java.util.Objects;

/**
 * What the alert lifecycle must know of a target beside the rules' rows; told on each change.
 *
 * @param target the target
 * @param labels its labels from discovery, added to its alerts
 * @param readable false while nothing is known of it: alerts that keep on no data stand still
 * @param present false once the target and its rows are gone for good
 */
public record TargetFacts(TargetKey target, Map<String, String> labels, boolean readable, boolean present) {

    /** Checks and copies. */
    public TargetFacts {
        Objects.requireNonNull(target, "target");
        labels = Map.copyOf(labels);
    }
}
