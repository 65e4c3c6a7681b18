package dev.vigil.monitor.config;

import dev.vigil.monitor.config.WatchConfig.Discovery;
import dev.vigil.monitor.config.WatchConfig.Sampler;
import dev.vigil.monitor.config.WatchConfig.Table;
import dev.vigil.monitor.config.WatchConfig.Tracer;
import dev.vigil.rules.ProblemKind;
import dev.vigil.rules.yaml.YamlMap;
import dev.vigil.rules.yaml.YamlScalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one entry of {@code watch_configs}. */
final class WatchReader {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Tables and columns go into a query: nothing but a plain name may pass. */
    private static final Pattern TABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");

    private static final Pattern COLUMN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern WATCH = Pattern.compile("[A-Za-z_][A-Za-z0-9_.\\-]{0,63}");
    private static final int LONGEST_EXPRESSION = 1000;

    private final Values values;
    private final Duration pollInterval;

    /**
     * With what holds for all entries.
     *
     * @param pollInterval where the entry has none of its own
     */
    WatchReader(Values values, Duration pollInterval) {
        this.values = values;
        this.pollInterval = pollInterval;
    }

    WatchConfig read(YamlMap map) {
        Optional<String> name = map.text("job_name").filter(text -> !text.isBlank());
        if (name.isEmpty()) {
            map.missing("job_name", ": it names the job in every alert");
        }
        Duration interval = values.duration(map, "poll_interval", pollInterval, ConfigReader.SHORTEST_POLL, HOUR);
        WatchConfig config = new WatchConfig(
                name.orElse(""),
                interval,
                values.duration(map, "poll_timeout", Duration.ofSeconds(5), ConfigReader.SHORTEST_POLL, HOUR),
                watch(map),
                map.flag("watch_defaults").orElse(true),
                sampler(map, interval),
                tables(map),
                discovery(map),
                map.map("authorization").map(values::credentials).orElse(Secret.NONE));
        if (config.discovery().isEmpty()) {
            map.problem(
                    ProblemKind.MISSING_KEY,
                    "nothing says where the targets are: give one of static_configs, file_sd_configs,"
                            + " http_sd_configs, probing_sd_configs, local_sd_configs");
        }
        map.finish();
        return config;
    }

    private static Map<String, String> watch(YamlMap map) {
        Map<String, String> watch = new LinkedHashMap<>();
        Optional<YamlMap> entries = map.map("watch");
        entries.ifPresent(found -> found.scalars().forEach((name, expression) -> {
            if (!WATCH.matcher(name).matches()) {
                found.problemAt(
                        name, "'" + name + "' is not a name for a watch: letters, digits, _ . - and at most 64");
            }
            if (expression.text().isBlank() || expression.text().length() > LONGEST_EXPRESSION) {
                expression.problem("a watch is a Python expression of at most " + LONGEST_EXPRESSION + " characters");
            }
            watch.put(name, expression.text());
        }));
        return watch;
    }

    private Sampler sampler(YamlMap map, Duration interval) {
        Sampler standard = Sampler.of(interval);
        Optional<YamlMap> entries = map.map("sampler");
        if (entries.isEmpty()) {
            return standard;
        }
        YamlMap sampler = entries.get();
        Sampler read = new Sampler(
                sampler.flag("enabled").orElse(standard.enabled()),
                values.duration(sampler, "interval", standard.interval(), Duration.ofMillis(50), HOUR),
                values.duration(sampler, "exit_grace", standard.exitGrace(), Duration.ZERO, Sampler.LONGEST_GRACE),
                sampler.flag("gradients").orElse(standard.gradients()),
                sampler.scalar("tracer")
                        .flatMap(tracer -> tracer.oneOf(Map.of("keep", Tracer.KEEP, "off", Tracer.OFF)))
                        .orElse(standard.tracer()));
        sampler.finish();
        return read;
    }

    private static List<Table> tables(YamlMap map) {
        List<Table> tables = new ArrayList<>();
        for (YamlMap entry : map.maps("tables")) {
            tables.add(new Table(name(entry, "table", TABLE), name(entry, "cursor", COLUMN)));
            entry.finish();
        }
        return tables;
    }

    private static String name(YamlMap map, String key, Pattern pattern) {
        Optional<YamlScalar> name = map.scalar(key);
        if (name.isEmpty()) {
            map.missing(key, "");
        } else if (!pattern.matcher(name.get().text()).matches()) {
            name.get()
                    .problem("'" + name.get().text()
                            + "' is not a plain name: letters, digits and _, points between them");
        }
        return name.map(YamlScalar::text).orElse("");
    }

    private List<Discovery> discovery(YamlMap map) {
        List<Discovery> all = new ArrayList<>();
        for (YamlMap entry : map.maps("static_configs")) {
            all.add(finished(
                    entry,
                    new WatchConfig.StaticTargets(values.targets(entry, "targets"), values.labels(entry, "labels"))));
        }
        for (YamlMap entry : map.maps("file_sd_configs")) {
            List<String> files = values.paths(entry, "files");
            if (files.isEmpty()) {
                entry.problemAt("files", "'files' names no file");
            }
            all.add(finished(entry, new WatchConfig.FileTargets(files, refresh(entry, 30))));
        }
        for (YamlMap entry : map.maps("http_sd_configs")) {
            all.add(finished(entry, new WatchConfig.HttpTargets(url(entry), refresh(entry, 60))));
        }
        for (YamlMap entry : map.maps("probing_sd_configs")) {
            all.add(finished(
                    entry, new WatchConfig.NodeListTargets(values.targets(entry, "targets"), refresh(entry, 10))));
        }
        for (YamlMap entry : map.maps("local_sd_configs")) {
            all.add(finished(entry, new WatchConfig.LocalTargets(refresh(entry, 5))));
        }
        return all;
    }

    private Duration refresh(YamlMap entry, long seconds) {
        return values.duration(entry, "refresh_interval", Duration.ofSeconds(seconds), SECOND, Duration.ofDays(1));
    }

    private String url(YamlMap entry) {
        Optional<YamlScalar> url = entry.scalar("url");
        if (url.isEmpty()) {
            entry.missing("url", "");
            return "";
        }
        String text = values.expand(url.get());
        if (!text.startsWith("http://") && !text.startsWith("https://")) {
            url.get().problem("an http:// or https:// address is expected");
        }
        return text;
    }

    private static Discovery finished(YamlMap entry, Discovery discovery) {
        entry.finish();
        return discovery;
    }
}
