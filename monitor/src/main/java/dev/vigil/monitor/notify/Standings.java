package dev.vigil.monitor.notify;

import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.monitor.alert.AlertBoard;
import dev.vigil.monitor.alert.AlertSnapshot;
import dev.vigil.monitor.alert.Pulse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be known outside, from the board and from whether the pipeline behind it is alive. While it is not, the board
 * stands still: alerts that fire are told again for {@link #FROZEN} and then left to end by themselves, Watchdog is not told
 * at all, and {@code PipelineDown} fires, which no rule can say as rules are what has stopped. One thread at a time.
 */
final class Standings {

    /** For so long a dead pipeline's alerts are repeated: enough to restart it, not for ever. */
    static final Duration FROZEN = Duration.ofMinutes(15);

    /** The alert that nothing passes the pipeline. */
    static final String PIPELINE_DOWN = "PipelineDown";

    private static final String WATCHDOG = "Watchdog";

    private final AlertBoard board;
    private final Pulse pulse;
    private long downSince;
    private long upSince;

    Standings(AlertBoard board, Pulse pulse) {
        this.board = board;
        this.pulse = pulse;
    }

    /** As of now. */
    Standing at(Instant now) {
        Duration silent = pulse.age().orElse(Duration.ZERO);
        boolean dead = silent.compareTo(Pulse.TOLERANCE) >= 0;
        note(dead, now);
        AlertSnapshot snapshot = board.snapshot();
        List<AlertUpdate> firing = new ArrayList<>();
        Set<Map<String, String>> active = new HashSet<>();
        for (AlertUpdate alert : snapshot.active()) {
            active.add(alert.labels());
            boolean silenced = dead && (alert.name().equals(WATCHDOG) || silent.compareTo(FROZEN) > 0);
            if (alert.state().equals(Standing.FIRING) && !silenced) {
                firing.add(alert);
            }
        }
        List<AlertUpdate> resolved = new ArrayList<>();
        for (AlertUpdate alert : snapshot.resolved()) {
            if (!active.contains(alert.labels())) {
                resolved.add(alert);
            }
        }
        addOwn(firing, resolved, now);
        return new Standing(firing, resolved);
    }

    private void note(boolean dead, Instant now) {
        long time = now.toEpochMilli();
        if (dead && (downSince == 0 || upSince > 0)) {
            downSince = time;
            upSince = 0;
        } else if (!dead && downSince > 0 && upSince == 0) {
            upSince = time;
        } else if (!dead && upSince > 0 && time - upSince > FROZEN.toMillis()) {
            downSince = 0;
            upSince = 0;
        }
    }

    private void addOwn(List<AlertUpdate> firing, List<AlertUpdate> resolved, Instant now) {
        if (downSince > 0) {
            AlertUpdate own = own(now);
            (upSince == 0 ? firing : resolved).add(own);
        }
    }

    private AlertUpdate own(Instant now) {
        return new AlertUpdate(
                "vigil/" + PIPELINE_DOWN,
                PIPELINE_DOWN,
                upSince == 0 ? Standing.FIRING : "inactive",
                Map.of("alertname", PIPELINE_DOWN, "severity", "critical"),
                Map.of(
                        "summary", "Vigil runs but does not watch: nothing has passed its pipeline",
                        "description",
                                "Alerts are as they were before. vigil.log in the storage folder has the reason."),
                null,
                downSince,
                downSince,
                0,
                upSince,
                now.toEpochMilli(),
                false);
    }
}
