package dev.vigil.monitor.notify;

import dev.vigil.monitor.config.Alerting;
import java.util.Map;
import java.util.Objects;

/**
 * Who is told, and what is added to what they are told.
 *
 * @param alerting receivers
 * @param externalLabels added to each alert that has no label of that name
 * @param externalUrl where people reach this monitor, without a slash at its end
 */
public record NotifySettings(Alerting alerting, Map<String, String> externalLabels, String externalUrl) {

    /** Checks and copies. */
    public NotifySettings {
        Objects.requireNonNull(alerting, "alerting");
        Objects.requireNonNull(externalUrl, "externalUrl");
        externalLabels = Map.copyOf(externalLabels);
    }
}
