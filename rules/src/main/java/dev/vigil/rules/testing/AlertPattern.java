package dev.vigil.rules.testing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one alert should look like. What is not named does not matter.
 *
 * @param labels by name
 * @param annotations by name
 * @param value what {@code value} should be; empty: whatever
 * @param exact whether labels, where any are named, are all that it should have besides {@code alertname}; the same of
 *     annotations
 */
public record AlertPattern(
        Map<String, TextPattern> labels, Map<String, TextPattern> annotations, Optional<Double> value, boolean exact) {

    /** Any alert. */
    static final AlertPattern ANY = new AlertPattern(Map.of(), Map.of(), Optional.empty(), false);

    /** Copies. */
    public AlertPattern {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }
}
