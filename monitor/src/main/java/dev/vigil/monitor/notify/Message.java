package dev.vigil.monitor.notify;

import java.util.List;
import java.util.Map;

/**
 * A message to a webhook.
 *
 * @param group labels that its alerts have in common and that tell it from other messages
 * @param alerts firing ones first
 * @param truncated how many more there are
 */
record Message(Map<String, String> group, List<Notice> alerts, int truncated) {

    /** Copies. */
    Message {
        group = Map.copyOf(group);
        alerts = List.copyOf(alerts);
    }

    /** Whether any of its alerts fires. */
    boolean fires() {
        return alerts.stream().anyMatch(alert -> !alert.resolved());
    }
}
