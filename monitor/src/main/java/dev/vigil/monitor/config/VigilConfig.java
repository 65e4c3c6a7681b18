package dev.vigil.monitor.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The whole of {@code vigil.yml}, defaults filled in.
 *
 * @param externalLabels added to alerts that leave this monitor
 * @param ruleFiles globs, relative to the file's folder
 * @param rulePack the built-in rules
 * @param watches what is watched
 * @param storage where state lives
 * @param web the HTTP server
 * @param parallelism of the Flink job; 1 locally, at which plans without joins are exact (FLINK section 8)
 */
public record VigilConfig(
        Map<String, String> externalLabels,
        List<String> ruleFiles,
        RulePack rulePack,
        List<WatchConfig> watches,
        Storage storage,
        Web web,
        int parallelism) {

    /** Copies. */
    public VigilConfig {
        externalLabels = Map.copyOf(externalLabels);
        ruleFiles = List.copyOf(ruleFiles);
        watches = List.copyOf(watches);
    }

    /**
     * The built-in rules.
     *
     * @param enabled whether any of them runs; default true
     * @param disable names of those that do not
     */
    public record RulePack(boolean enabled, Set<String> disable) {
        /** Copies. */
        public RulePack {
            disable = Set.copyOf(disable);
        }
    }

    /**
     * Where checkpoints live.
     *
     * @param path folder; default {@code data}
     * @param checkpointInterval default 1 s: a killed monitor forgets at most that much
     * @param retention how long a vanished target's rows stay; default 15 min, as Prometheus keeps resolved alerts
     */
    public record Storage(Path path, Duration checkpointInterval, Duration retention) {}

    /**
     * The HTTP server.
     *
     * @param host default 127.0.0.1
     * @param port default 9780; 0 = any free one
     */
    public record Web(String host, int port) {}
}
