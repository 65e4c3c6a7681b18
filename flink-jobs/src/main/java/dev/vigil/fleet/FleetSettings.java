package dev.vigil.fleet;

import java.time.Duration;
import java.util.Objects;

/**
 * What the tables depend on beside the readings.
 *
 * @param pollInterval usual time between two readings of a target; what a target's own readings show takes its place after
 *     a few of them
 * @param retention how long the rows of a target that left discovery stay
 */
public record FleetSettings(Duration pollInterval, Duration retention) {

    /** One second between readings; rows stay for 15 minutes, so that the alert of a process that died is seen. */
    public static final FleetSettings DEFAULT = new FleetSettings(Duration.ofSeconds(1), Duration.ofMinutes(15));

    /** Checks the arguments. */
    public FleetSettings {
        Objects.requireNonNull(pollInterval, "pollInterval");
        Objects.requireNonNull(retention, "retention");
        if (pollInterval.isNegative() || pollInterval.isZero() || retention.isNegative()) {
            throw new IllegalArgumentException("intervals must be positive: " + pollInterval + ", " + retention);
        }
    }
}
