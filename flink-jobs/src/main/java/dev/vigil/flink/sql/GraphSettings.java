package dev.vigil.flink.sql;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * What rules must know of the pipeline they run in.
 *
 * @param pollInterval longest time between two polls of a target; an absence shorter than this is none
 * @param parallelism of the job; above 1 a plan without a join is no longer exact at one tick
 * @param externalUrl {@code $externalURL} in annotations: where people reach Vigil; empty where nobody can
 * @param known versions of rules whose state the job is restored with, as {@link RuleVersions} writes them: all others
 *     begin with the rows that there are
 */
public record GraphSettings(Duration pollInterval, int parallelism, String externalUrl, Set<String> known) {

    /** Checks the arguments. */
    public GraphSettings {
        Objects.requireNonNull(pollInterval, "pollInterval");
        Objects.requireNonNull(externalUrl, "externalUrl");
        known = Set.copyOf(known);
        if (pollInterval.isNegative() || pollInterval.isZero() || parallelism < 1) {
            throw new IllegalArgumentException("poll interval and parallelism must be positive");
        }
    }

    /** Of a job that begins with nothing, where nobody can reach Vigil. */
    public GraphSettings(Duration pollInterval, int parallelism) {
        this(pollInterval, parallelism, "", Set.of());
    }
}
