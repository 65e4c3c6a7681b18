package dev.vigil.monitor.notify;

import java.time.Instant;
import java.util.Map;

/**
 * An alert as it leaves this monitor.
 *
 * @param labels final labels, the external ones included; they are its identity to a receiver
 * @param annotations expanded texts
 * @param startsAt when it began to fire
 * @param endsAt when it ended; while it fires, when it is over unless it is told again
 * @param resolved whether it has ended
 * @param generatorUrl where people find it
 */
record Notice(
        Map<String, String> labels,
        Map<String, String> annotations,
        Instant startsAt,
        Instant endsAt,
        boolean resolved,
        String generatorUrl) {

    /** Copies. */
    Notice {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** The alert's name. */
    String name() {
        return labels.getOrDefault("alertname", "");
    }
}
