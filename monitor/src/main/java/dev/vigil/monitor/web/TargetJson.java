package dev.vigil.monitor.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.fleet.TargetKey;
import dev.vigil.monitor.alert.Figures;
import dev.vigil.monitor.alert.FleetRow;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.metrics.PollLog;
import dev.vigil.rules.yaml.Durations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One target of {@code /api/v1/targets}; what Vigil knows beyond Prometheus' fields is in {@code vigil}. */
final class TargetJson {

    private static final String ENDS_WRONGLY =
            "a process with Python daemon threads may end with SIGSEGV under Probing, watched"
                    + " or not: sampler: {tracer: off}, section 'Programs that end with a segmentation fault' of docs/launchers.md";

    private TargetJson() {}

    /**
     * A target.
     *
     * @param row its newest row; null before the first reading
     * @param polls attempts to read it
     * @param config how it is asked
     */
    static ObjectNode of(TargetKey target, @Nullable FleetRow row, PollLog polls, Optional<WatchConfig> config) {
        Optional<PollLog.Entry> poll = polls.newest(target);
        Map<String, String> labels = new TreeMap<>(row == null ? Map.of() : row.labels());
        labels.put("job", target.job());
        labels.put("instance", target.instance());
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.putObject("discoveredLabels").put("__address__", target.instance()).put("job", target.job());
        node.put("scrapePool", config.map(WatchConfig::jobName).orElse(target.job()));
        node.put("scrapeUrl", url(target.instance()));
        node.put("globalUrl", url(target.instance()));
        node.put("lastError", poll.map(entry -> entry.attempt().error()).orElse(""));
        node.put("lastScrape", poll.map(entry -> entry.at().toString()).orElse(Api.NEVER));
        node.put(
                "lastScrapeDuration",
                poll.map(entry -> entry.attempt().seconds()).orElse(0.0));
        node.put("health", health(poll));
        config.ifPresent(asked -> node.put("scrapeInterval", Durations.text(asked.pollInterval()))
                .put("scrapeTimeout", Durations.text(asked.pollTimeout())));
        if (row != null) {
            row.text("rank").ifPresent(rank -> labels.put("rank", rank));
            ObjectNode details = details(row);
            polls.daemonThreads(target).ifPresent(count -> addDaemons(details, count, config));
            node.set("vigil", details);
        }
        node.set("labels", Api.strings(labels));
        return node;
    }

    /** A process that has only a socket of this machine is its own address: {@code pid:4242}. */
    private static String url(String instance) {
        return instance.startsWith("pid:") ? instance : "http://" + instance + "/";
    }

    private static String health(Optional<PollLog.Entry> poll) {
        if (poll.isEmpty()) {
            return "unknown";
        }
        return poll.get().reachable() ? "up" : "down";
    }

    /** Daemon threads end no process whose frame hook is off. */
    private static void addDaemons(ObjectNode details, int count, Optional<WatchConfig> config) {
        details.put("daemon_threads", count);
        boolean hooked = config.isEmpty() || config.get().sampler().tracer() == WatchConfig.Tracer.KEEP;
        if (count > 0 && hooked) {
            details.put("hint", ENDS_WRONGLY);
        }
    }

    private static ObjectNode details(FleetRow row) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        for (String column : List.of("state", "phase", "waiting_on", "top_frame", "error")) {
            row.text(column).ifPresent(text -> details.put(column, text));
        }
        for (String column : List.of("step", "step_seconds", "stalled_seconds")) {
            row.number(column).ifPresent(number -> details.put(column, Figures.prometheus(number)));
        }
        return details;
    }
}
