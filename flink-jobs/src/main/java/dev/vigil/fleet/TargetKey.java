package dev.vigil.fleet;

import java.io.Serializable;
import java.util.Objects;

/**
 * Which target: its job and its address as shown to people.
 *
 * @param job the run it belongs to
 * @param instance {@code host:port} or {@code pid:N}; unique within the job
 */
public record TargetKey(String job, String instance) implements Serializable {

    /** Checks the arguments. */
    public TargetKey {
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(instance, "instance");
    }
}
