package dev.vigil.flink.replay;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One alert from its beginning to its end, in times of the monitor's clock.
 *
 * @param rule id of the rule
 * @param alert alert name
 * @param labels final labels, {@code alertname} included
 * @param annotations as of the moment at which it fired; where it never did, of the last
 * @param value as of the same moment; null where the query has none
 * @param activeAt when its row was first there
 * @param firedAt when it began to fire; empty where it never did
 * @param endedAt when it was resolved, or dropped before it fired; empty where it was active to the end
 */
public record Episode(
        String rule,
        String alert,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable Double value,
        Instant activeAt,
        Optional<Instant> firedAt,
        Optional<Instant> endedAt) {

    /** Copies. */
    public Episode {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** Whether it ever fired. */
    public boolean fired() {
        return firedAt.isPresent();
    }
}
