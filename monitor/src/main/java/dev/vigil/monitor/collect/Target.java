package dev.vigil.monitor.collect;

import dev.vigil.fleet.TargetKey;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Endpoint;
import java.util.Map;
import java.util.Objects;

/**
 * A target that was discovered.
 *
 * @param key its job and its address as shown
 * @param endpoint where it is asked
 * @param labels labels from discovery, without {@code job} and {@code instance}
 * @param config how and what it is asked
 */
public record Target(TargetKey key, Endpoint endpoint, Map<String, String> labels, WatchConfig config) {

    /** Checks and copies. */
    public Target {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(config, "config");
        labels = Map.copyOf(labels);
    }
}
