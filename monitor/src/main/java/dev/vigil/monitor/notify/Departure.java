package dev.vigil.monitor.notify;

import dev.vigil.flink.alert.AlertUpdate;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes notices of alerts: adds what only the world outside needs.
 *
 * @param externalLabels added where the alert has no label of that name
 * @param externalUrl where people reach this monitor, without a slash at its end
 * @param resendDelay how often a firing alert is told again
 */
record Departure(Map<String, String> externalLabels, String externalUrl, Duration resendDelay) {

    /** How many resends may be lost before a receiver takes a firing alert for ended (Prometheus, rules/alerting.go). */
    private static final int PATIENCE = 4;

    /** Copies. */
    Departure {
        externalLabels = Map.copyOf(externalLabels);
    }

    /** The notice of a firing or resolved alert, told now. */
    Notice notice(AlertUpdate alert, Instant now) {
        Map<String, String> labels = new HashMap<>(externalLabels);
        labels.putAll(alert.labels());
        labels.put("alertname", alert.name());
        labels.values().removeIf(String::isEmpty);
        boolean resolved = !alert.state().equals(Standing.FIRING);
        Instant endsAt =
                resolved ? Instant.ofEpochMilli(alert.resolvedAt()) : now.plus(resendDelay.multipliedBy(PATIENCE));
        return new Notice(
                labels,
                alert.annotations(),
                Instant.ofEpochMilli(alert.firedAt()),
                endsAt,
                resolved,
                externalUrl + "/#alert-" + URLEncoder.encode(alert.name(), StandardCharsets.UTF_8));
    }
}
