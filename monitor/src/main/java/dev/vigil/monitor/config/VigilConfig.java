package dev.vigil.monitor.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The whole of {@code vigil.yml}, defaults filled in.
 *
 * @param externalLabels added to alerts that leave this monitor
 * @param ruleFiles paths and globs, resolved against the file's folder
 * @param rulePack the built-in rules
 * @param watches what is watched
 * @param storage where state lives
 * @param web the HTTP server
 * @param parallelism of the Flink job; 1 locally, at which plans without joins are exact
 * @param alerting who is told of alerts
 */
public record VigilConfig(
        Map<String, String> externalLabels,
        List<String> ruleFiles,
        RulePack rulePack,
        List<WatchConfig> watches,
        Storage storage,
        Web web,
        int parallelism,
        Alerting alerting) {

    /** Copies. */
    public VigilConfig {
        externalLabels = Map.copyOf(externalLabels);
        ruleFiles = List.copyOf(ruleFiles);
        watches = List.copyOf(watches);
    }

    /** What holds without a file: the built-in rules, and nothing to watch. */
    public static VigilConfig defaults() {
        return new VigilConfig(
                Map.of(), List.of(), RulePack.DEFAULT, List.of(), Storage.DEFAULT, Web.DEFAULT, 1, Alerting.NOBODY);
    }

    /** The same, watching these instead. */
    public VigilConfig withWatches(List<WatchConfig> others) {
        return new VigilConfig(externalLabels, ruleFiles, rulePack, others, storage, web, parallelism, alerting);
    }

    /** The same with another storage. */
    public VigilConfig withStorage(Storage other) {
        return new VigilConfig(externalLabels, ruleFiles, rulePack, watches, other, web, parallelism, alerting);
    }

    /** The same, listening elsewhere. */
    public VigilConfig withWeb(Web other) {
        return new VigilConfig(externalLabels, ruleFiles, rulePack, watches, storage, other, parallelism, alerting);
    }

    /** The same with another choice of built-in rules. */
    public VigilConfig withRulePack(RulePack other) {
        return new VigilConfig(externalLabels, ruleFiles, other, watches, storage, web, parallelism, alerting);
    }

    /** The same with another parallelism. */
    public VigilConfig withParallelism(int other) {
        return new VigilConfig(externalLabels, ruleFiles, rulePack, watches, storage, web, other, alerting);
    }

    /**
     * The built-in rules.
     *
     * @param enabled whether any of them runs; default true
     * @param disable names of those that do not
     * @param enable names of those that do though they are off by default
     */
    public record RulePack(boolean enabled, Set<String> disable, Set<String> enable) {
        /** All that run by default. */
        public static final RulePack DEFAULT = new RulePack(true, Set.of());

        /** Copies. */
        public RulePack {
            disable = Set.copyOf(disable);
            enable = Set.copyOf(enable);
        }

        /** With none of those that are off by default. */
        public RulePack(boolean enabled, Set<String> disable) {
            this(enabled, disable, Set.of());
        }
    }

    /**
     * Where checkpoints live.
     *
     * @param path folder; default {@code data}
     * @param checkpointInterval default 1 s: a killed monitor forgets at most that much
     * @param retention how long a vanished target's rows stay; default 15 min, as Prometheus keeps resolved alerts
     * @param recording file that every reading is written to; null = none; only the command line names one
     */
    public record Storage(
            Path path,
            Duration checkpointInterval,
            Duration retention,
            @Nullable Path recording) {
        /** In the working folder. */
        public static final Storage DEFAULT =
                new Storage(Path.of("data"), Duration.ofSeconds(1), Duration.ofMinutes(15));

        /** Without a recording. */
        public Storage(Path path, Duration checkpointInterval, Duration retention) {
            this(path, checkpointInterval, retention, null);
        }
    }

    /**
     * The HTTP server.
     *
     * @param host default 127.0.0.1
     * @param port default 9780; 0 = any free one
     * @param externalUrl where people reach this monitor, for links in alerts, without a slash at its end; empty: the
     *     address it listens on
     */
    public record Web(String host, int port, String externalUrl) {
        /** On this machine only. */
        public static final Web DEFAULT = new Web("127.0.0.1", 9780);

        /** Reached by the address it listens on. */
        public Web(String host, int port) {
            this(host, port, "");
        }

        /** The same, reached by another URL. */
        public Web withExternalUrl(String other) {
            return new Web(host, port, other);
        }
    }
}
