package dev.vigil.monitor.notify;

import dev.vigil.flink.alert.AlertUpdate;
import java.util.List;

/**
 * What is to be known outside at one moment.
 *
 * @param firing alerts that fire
 * @param resolved alerts that fired and ended within the last 15 minutes, and that are neither pending nor firing again
 */
record Standing(List<AlertUpdate> firing, List<AlertUpdate> resolved) {

    /** State of an alert that fires. */
    static final String FIRING = "firing";

    /** Copies. */
    Standing {
        firing = List.copyOf(firing);
        resolved = List.copyOf(resolved);
    }
}
