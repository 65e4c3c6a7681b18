package dev.vigil.monitor.notify;

import dev.vigil.flink.alert.AlertUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Alerts as tests need them. */
final class Alerts {

    static final Instant START = Instant.parse("2026-11-24T03:00:00Z");

    private Alerts() {}

    static AlertUpdate pending(String name, String instance) {
        return of(name, instance, "pending", 0, 0);
    }

    static AlertUpdate firing(String name, String instance) {
        return firing(name, instance, 0);
    }

    /** Firing since so many seconds after the start. */
    static AlertUpdate firing(String name, String instance, long second) {
        return of(name, instance, "firing", at(second), 0);
    }

    static AlertUpdate resolved(String name, String instance, long second) {
        return of(name, instance, "inactive", at(0), at(second));
    }

    static Standing standing(List<AlertUpdate> firing, AlertUpdate... resolved) {
        return new Standing(firing, List.of(resolved));
    }

    static Instant after(long seconds) {
        return START.plus(Duration.ofSeconds(seconds));
    }

    static AlertUpdate labelled(AlertUpdate alert, String name, String value) {
        Map<String, String> labels = new HashMap<>(alert.labels());
        labels.put(name, value);
        return new AlertUpdate(
                alert.rule(),
                alert.name(),
                alert.state(),
                labels,
                alert.annotations(),
                alert.value(),
                alert.activeAt(),
                alert.firedAt(),
                alert.keepFiringSince(),
                alert.resolvedAt(),
                alert.updatedAt(),
                alert.restored());
    }

    static Notice notice(AlertUpdate alert) {
        return new Departure(Map.of(), "http://vigil:9780", Duration.ofMinutes(1)).notice(alert, START);
    }

    private static long at(long second) {
        return after(second).toEpochMilli();
    }

    private static AlertUpdate of(String name, String instance, String state, long firedAt, long resolvedAt) {
        return new AlertUpdate(
                "g/" + name,
                name,
                state,
                Map.of("alertname", name, "job", "pretrain", "instance", instance),
                Map.of("summary", name + " on " + instance),
                1.0,
                START.toEpochMilli(),
                firedAt,
                0,
                resolvedAt,
                START.toEpochMilli(),
                false);
    }
}
