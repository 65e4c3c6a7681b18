package dev.vigil.flink;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * How the pipeline runs.
 *
 * @param storage folder that holds its state between runs; one monitor at a time
 * @param checkpointInterval a killed monitor forgets at most this much
 * @param retention how long the rows of a target that left discovery stay
 * @param pollInterval longest time between two polls of a target, over all jobs
 * @param pollTimeout longest deadline of one request, over all jobs
 * @param parallelism of the Flink job; 1 locally
 * @param clock gives the row time
 * @param externalUrl {@code $externalURL} in annotations: where people reach this monitor; empty where nobody can
 */
public record PipelineSettings(
        Path storage,
        Duration checkpointInterval,
        Duration retention,
        Duration pollInterval,
        Duration pollTimeout,
        int parallelism,
        Clock clock,
        String externalUrl) {

    /** Checks the arguments. */
    public PipelineSettings {
        Objects.requireNonNull(storage, "storage");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(externalUrl, "externalUrl");
        requirePositive(checkpointInterval, "checkpointInterval");
        requirePositive(pollInterval, "pollInterval");
        requirePositive(pollTimeout, "pollTimeout");
        if (retention.isNegative()) {
            throw new IllegalArgumentException("retention is negative: " + retention);
        }
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be at least 1: " + parallelism);
        }
    }

    private static void requirePositive(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + duration);
        }
    }

    /** How long a target without a reading holds row time back after a start: one poll may wait and then time out. */
    Duration maxHold() {
        return pollTimeout.plus(pollInterval);
    }
}
