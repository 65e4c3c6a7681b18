package dev.vigil.flink.alert;

import dev.vigil.rules.lifecycle.AlertState;
import dev.vigil.rules.lifecycle.Phase;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole of one alert after a change. Repeated after a restart for each alert that was active.
 *
 * @param rule id of the rule
 * @param name alert name
 * @param state {@code pending}, {@code firing} or {@code inactive} (resolved, or dropped before it fired)
 * @param labels final labels, {@code alertname} included; they are the alert's identity
 * @param annotations expanded texts
 * @param value the row's {@code value}; null where the query has none
 * @param activeAt when the row was first there, ms since 1970
 * @param firedAt when it began to fire, ms since 1970; 0 before
 * @param keepFiringSince since when the row has been gone while the alert goes on firing, ms since 1970; 0 else
 * @param resolvedAt when it ended, ms since 1970; 0 before
 * @param updatedAt event time of this update, ms since 1970
 * @param restored whether it only repeats what was known before a restart: no transition happened
 * @param holdSince since when {@code for} runs, ms since 1970: {@code activeAt}, moved by the time that does not count
 * @param unknownSince since when its target cannot be read and its clocks stand, ms since 1970; 0 else
 */
public record AlertUpdate(
        String rule,
        String name,
        String state,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable Double value,
        long activeAt,
        long firedAt,
        long keepFiringSince,
        long resolvedAt,
        long updatedAt,
        boolean restored,
        long holdSince,
        long unknownSince) {

    /** Of an alert whose target has always been read. */
    public AlertUpdate(
            String rule,
            String name,
            String state,
            Map<String, String> labels,
            Map<String, String> annotations,
            @Nullable Double value,
            long activeAt,
            long firedAt,
            long keepFiringSince,
            long resolvedAt,
            long updatedAt,
            boolean restored) {
        this(
                rule,
                name,
                state,
                labels,
                annotations,
                value,
                activeAt,
                firedAt,
                keepFiringSince,
                resolvedAt,
                updatedAt,
                restored,
                activeAt,
                0);
    }

    /** An alert that ends because its rule is no more. */
    static AlertUpdate ended(AlertMemory memory, long now) {
        Told told = memory.told();
        AlertState state = memory.state();
        return new AlertUpdate(
                memory.rule(),
                told.labels().getOrDefault("alertname", memory.rule()),
                Phase.INACTIVE.text(),
                told.labels(),
                told.annotations(),
                told.values() == null ? null : told.values().value(),
                state.activeAt(),
                state.firedAt(),
                state.keepFiringSince(),
                now,
                now,
                false);
    }
}
