package dev.vigil.flink.sql;

import java.time.Duration;
import java.util.Objects;

/**
 * What rules must know of the pipeline they run in.
 *
 * @param pollInterval longest time between two polls of a target; an absence shorter than this is none
 * @param parallelism of the job; above 1 a plan without a join is no longer exact at one tick
 */
public record GraphSettings(Duration pollInterval, int parallelism) {

    /** Checks the arguments. */
    public GraphSettings {
        Objects.requireNonNull(pollInterval, "pollInterval");
        if (pollInterval.isNegative() || pollInterval.isZero() || parallelism < 1) {
            throw new IllegalArgumentException("poll interval and parallelism must be positive");
        }
    }
}
