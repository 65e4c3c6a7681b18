package dev.vigil.flink.alert;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A series of a recording rule.
 *
 * @param rule id of the rule
 * @param name metric name
 * @param labels its labels
 * @param value its value; null when the series is gone
 */
public record SeriesUpdate(
        String rule,
        String name,
        Map<String, String> labels,
        @Nullable Double value) {}
