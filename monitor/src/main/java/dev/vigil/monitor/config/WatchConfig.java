package dev.vigil.monitor.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One entry of {@code watch_configs}: which targets, how often, and what to ask them.
 *
 * @param jobName {@code job_name}; the job of its targets unless discovery knows better
 * @param pollInterval how often a target is asked; default 1 s
 * @param pollTimeout deadline of one request; default 5 s, PROTOCOL: what a loaded machine needs for a table
 * @param watch name to Python expression
 * @param watchDefaults whether the usual names are looked for as well; default true
 * @param sampler the module inside the process
 * @param tables tables that the job itself publishes
 * @param discovery where the targets come from
 * @param credentials sent as bearer token; masked in every text
 */
public record WatchConfig(
        String jobName,
        Duration pollInterval,
        Duration pollTimeout,
        Map<String, String> watch,
        boolean watchDefaults,
        Sampler sampler,
        List<Table> tables,
        List<Discovery> discovery,
        Secret credentials) {

    /** Checks and copies. */
    public WatchConfig {
        Objects.requireNonNull(jobName, "jobName");
        watch = Map.copyOf(watch);
        tables = List.copyOf(tables);
        discovery = List.copyOf(discovery);
    }

    /** What holds for a job of which only the targets are known. */
    public static WatchConfig of(String jobName, Duration pollInterval, List<Discovery> discovery) {
        return new WatchConfig(
                jobName,
                pollInterval,
                Duration.ofSeconds(5),
                Map.of(),
                true,
                Sampler.of(pollInterval),
                List.of(),
                discovery,
                Secret.NONE);
    }

    /**
     * The sampler that Vigil installs.
     *
     * @param enabled false: nothing is installed, only tables, overview and liveness are read
     * @param interval how often it looks; default half the poll interval, so that a poll never finds an old document
     * @param exitGrace how long an ending process lingers so that its last word can be read; default 1.2 poll
     *     intervals, at most 2 s (MAILBOX section 5)
     * @param gradients whether it looks at gradients; default true
     * @param tracer whether Probing's frame hook stays; {@code off} works around PROTOCOL 8.2
     */
    public record Sampler(boolean enabled, Duration interval, Duration exitGrace, boolean gradients, Tracer tracer) {

        /** Longest lingering: an ending process must not be held up for long. */
        public static final Duration LONGEST_GRACE = Duration.ofSeconds(2);

        /** Defaults for a poll interval. */
        public static Sampler of(Duration pollInterval) {
            Duration grace = pollInterval.multipliedBy(6).dividedBy(5);
            return new Sampler(
                    true,
                    pollInterval.dividedBy(2),
                    grace.compareTo(LONGEST_GRACE) > 0 ? LONGEST_GRACE : grace,
                    true,
                    Tracer.KEEP);
        }
    }

    /** What happens to Probing's own frame hook at installation. */
    public enum Tracer {
        /** It stays as the user started it. */
        KEEP,
        /** It is switched off. */
        OFF
    }

    /**
     * A table of the job's own.
     *
     * @param table name, as {@code python.metrics}
     * @param cursor the column that only grows, as {@code timestamp}
     */
    public record Table(String table, String cursor) {}

    /** Where targets come from. */
    public sealed interface Discovery {}

    /** {@code static_configs}. */
    public record StaticTargets(List<String> targets, Map<String, String> labels) implements Discovery {
        /** Copies. */
        public StaticTargets {
            targets = List.copyOf(targets);
            labels = Map.copyOf(labels);
        }
    }

    /** {@code file_sd_configs}: JSON or YAML files, reread. */
    public record FileTargets(List<String> files, Duration refreshInterval) implements Discovery {
        /** Copies. */
        public FileTargets {
            files = List.copyOf(files);
        }
    }

    /** {@code http_sd_configs}: a list fetched again and again. */
    public record HttpTargets(String url, Duration refreshInterval) implements Discovery {}

    /** {@code probing_sd_configs}: rank 0's own node list. */
    public record NodeListTargets(List<String> targets, Duration refreshInterval) implements Discovery {
        /** Copies. */
        public NodeListTargets {
            targets = List.copyOf(targets);
        }
    }

    /** {@code local_sd_configs}: every Probing process of this machine. */
    public record LocalTargets(Duration refreshInterval) implements Discovery {}
}
