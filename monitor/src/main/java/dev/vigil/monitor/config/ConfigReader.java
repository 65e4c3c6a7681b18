package dev.vigil.monitor.config;

import dev.vigil.monitor.config.VigilConfig.RulePack;
import dev.vigil.monitor.config.VigilConfig.Storage;
import dev.vigil.monitor.config.VigilConfig.Web;
import dev.vigil.rules.ProblemKind;
import dev.vigil.rules.yaml.Nearest;
import dev.vigil.rules.yaml.Problems;
import dev.vigil.rules.yaml.YamlDocument;
import dev.vigil.rules.yaml.YamlMap;
import dev.vigil.rules.yaml.YamlScalar;
import dev.vigil.rules.yaml.YamlSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code vigil.yml}: every mistake in one go, each with its place. Paths in the file are relative to its folder, as
 * Prometheus has it.
 */
public final class ConfigReader {

    /** Below this a target is asked faster than it can be looked at without cost. */
    static final Duration SHORTEST_POLL = Duration.ofMillis(100);

    private static final Duration LONGEST = Duration.ofDays(365);

    private final Surroundings surroundings;

    /** Reads with what is outside the file. */
    public ConfigReader(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * The configuration in a file.
     *
     * @param file path as the user gave it
     * @param problems takes every mistake
     * @return empty where there is no mapping at all; else a configuration, not to be used where there are problems
     */
    public Optional<VigilConfig> read(Path file, Problems problems) {
        Optional<YamlMap> root = YamlSource.load(file, problems).flatMap(source -> YamlDocument.read(source, problems));
        return root.map(map -> config(map, folder(file)));
    }

    private VigilConfig config(YamlMap root, Path folder) {
        Values values = new Values(surroundings, folder);
        Duration pollInterval = Duration.ofSeconds(1);
        Map<String, String> externalLabels = Map.of();
        Optional<YamlMap> global = root.map("global");
        if (global.isPresent()) {
            pollInterval = values.duration(global.get(), "poll_interval", pollInterval, SHORTEST_POLL, LONGEST);
            externalLabels = values.labels(global.get(), "external_labels");
            global.get().finish();
        }
        List<String> ruleFiles = values.files(root, "rule_files");
        RulePack pack = root.map("rule_pack").map(this::rulePack).orElse(RulePack.DEFAULT);
        VigilConfig config = new VigilConfig(
                externalLabels,
                ruleFiles,
                pack,
                watches(root, values, pollInterval),
                root.map("storage").map(map -> storage(map, values)).orElse(Storage.DEFAULT),
                root.map("web").map(map -> web(map, values)).orElse(Web.DEFAULT),
                root.map("flink").map(ConfigReader::parallelism).orElse(1),
                root.map("alerting").map(new AlertingReader(values)::read).orElse(Alerting.NOBODY));
        root.finish();
        return config;
    }

    private RulePack rulePack(YamlMap map) {
        boolean enabled = map.flag("enabled").orElse(true);
        RulePack pack = new RulePack(enabled, ruleNames(map, "disable"), ruleNames(map, "enable"));
        map.finish();
        return pack;
    }

    private Set<String> ruleNames(YamlMap map, String key) {
        Set<String> names = new HashSet<>();
        for (YamlScalar name : map.scalars(key)) {
            if (!surroundings.packRules().contains(name.text())) {
                name.problem("no built-in rule is named '" + name.text() + "'"
                        + Nearest.to(name.text(), surroundings.packRules())
                                .map(near -> ", did you mean '" + near + "'?")
                                .orElse(""));
            }
            names.add(name.text());
        }
        return names;
    }

    private static List<WatchConfig> watches(YamlMap root, Values values, Duration pollInterval) {
        WatchReader reader = new WatchReader(values, pollInterval);
        List<WatchConfig> watches = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlMap map : root.maps("watch_configs")) {
            WatchConfig watch = reader.read(map);
            if (!names.add(watch.jobName())) {
                map.problemAt(
                        "job_name",
                        ProblemKind.DUPLICATE_KEY,
                        "a second job named '" + watch.jobName() + "'; give it another name");
            }
            watches.add(watch);
        }
        return watches;
    }

    private static Storage storage(YamlMap map, Values values) {
        Storage standard = Storage.DEFAULT;
        Storage storage = new Storage(
                map.scalar("path").map(path -> values.path(path.text())).orElse(standard.path()),
                values.duration(
                        map, "checkpoint_interval", standard.checkpointInterval(), Duration.ofMillis(100), LONGEST),
                values.duration(map, "retention", standard.retention(), Duration.ofSeconds(1), LONGEST));
        map.finish();
        return storage;
    }

    private static Web web(YamlMap map, Values values) {
        Web web = Web.DEFAULT;
        Optional<YamlScalar> address = map.scalar("listen_address");
        if (address.isPresent()) {
            Optional<Web> parsed = ListenAddress.parse(address.get().text());
            if (parsed.isEmpty()) {
                address.get().problem("'" + address.get().text() + "' is not " + ListenAddress.EXPECTED);
            }
            web = parsed.orElse(web);
        }
        Optional<YamlScalar> external = map.scalar("external_url");
        map.finish();
        return external.isPresent() ? web.withExternalUrl(values.externalUrl(external.get())) : web;
    }

    private static int parallelism(YamlMap map) {
        int parallelism = map.integer("parallelism", 1, 128).orElse(1);
        map.finish();
        return parallelism;
    }

    private static Path folder(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }
}
