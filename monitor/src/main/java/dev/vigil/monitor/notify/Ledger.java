package dev.vigil.monitor.notify;

import dev.vigil.flink.alert.AlertUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was told of each alert and when: a firing alert is due when it was not told yet and each {@code resend_delay}
 * afterwards, a resolved one likewise while it stands. Nothing is concluded from an alert's absence, so a monitor that has
 * just started resolves nothing. One thread at a time.
 */
final class Ledger {

    private final Duration resendDelay;
    private final Map<Map<String, String>, Told> told = new HashMap<>();

    Ledger(Duration resendDelay) {
        this.resendDelay = resendDelay;
    }

    private record Told(long firedAt, boolean resolved, Instant at) {}

    /** Alerts to be told now; they count as told. Resolved ones come after firing ones. */
    List<AlertUpdate> due(Standing standing, Instant now) {
        Set<Map<String, String>> known = new HashSet<>();
        List<AlertUpdate> due = new ArrayList<>();
        for (List<AlertUpdate> alerts : List.of(standing.firing(), standing.resolved())) {
            for (AlertUpdate alert : alerts) {
                // Two rules may give alerts with the same labels: to a receiver they are one, and firing wins.
                if (known.add(alert.labels()) && isDue(alert, now)) {
                    due.add(alert);
                }
            }
        }
        told.keySet().retainAll(known);
        return due;
    }

    private boolean isDue(AlertUpdate alert, Instant now) {
        boolean resolved = !alert.state().equals(Standing.FIRING);
        Told last = told.get(alert.labels());
        if (last == null
                || last.resolved() != resolved
                || last.firedAt() != alert.firedAt()
                || Duration.between(last.at(), now).compareTo(resendDelay) >= 0) {
            told.put(alert.labels(), new Told(alert.firedAt(), resolved, now));
            return true;
        }
        return false;
    }
}
