package dev.vigil.flink.alert;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was last said of an alert. State of Flink's.
 *
 * @param labels final labels, fixed when the alert became active
 * @param annotations expanded texts
 * @param values the row that they were made of; null before there was one
 */
public record Told(
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable RowValues values) {

    /** Nothing was said. */
    static final Told NOTHING = new Told(Map.of(), Map.of(), null);
}
