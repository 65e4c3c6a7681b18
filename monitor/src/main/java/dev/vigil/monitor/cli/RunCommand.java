package dev.vigil.monitor.cli;

import dev.vigil.monitor.config.HttpUrl;
import dev.vigil.monitor.config.ListenAddress;
import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.monitor.config.VigilConfig.Storage;
import dev.vigil.monitor.config.VigilConfig.Web;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.config.WatchConfig.Discovery;
import dev.vigil.monitor.config.WatchConfig.LocalTargets;
import dev.vigil.monitor.config.WatchConfig.NodeListTargets;
import dev.vigil.monitor.config.WatchConfig.StaticTargets;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.reload.Reading;
import dev.vigil.rules.Problem;
import dev.vigil.rules.yaml.Durations;
import dev.vigil.rules.yaml.Problems;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigil run}: the monitor. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        versionProvider = Version.class,
        description = "Watches training processes until Ctrl-C.",
        footer = {
            "",
            "Examples:",
            "  vigil run 127.0.0.1:9900        one process, or rank 0 and its whole job",
            "  vigil run pid:4242              a process of this machine that opened no port",
            "  vigil run --local               every Probing process of this machine",
            "  vigil run --config vigil.yml    what the file says",
            "  vigil run --config vigil.yml --watch-files",
            "                                  ... and again whenever a file changes",
            "  vigil run 9900 --rules my.yml   your own rules beside the built-in ones",
            "  vigil run --local --record today.vgl",
            "                                  ... and keep every reading, for vigil replay",
            "",
            "A training process is watched once it was started under Probing",
            "(pip install probing):  PROBING=1 PROBING_PORT=9900 python train.py",
            "Alerts are on http://127.0.0.1:9780 and on /metrics there.",
            "",
            "kill -HUP reads configuration and rules again: rules that did not change keep",
            "what they know, alerts that fire go on firing, and files with a mistake change",
            "nothing (section Reload of docs/configuration.md).",
            "",
            "Exit status: 0 stopped, 1 failed, 2 wrong usage or configuration: then nothing",
            "was started."
        })
final class RunCommand implements Callable<Integer> {

    /** Name of the job of targets that are given without a configuration. */
    static final String JOB = "training";

    private static final Duration NODE_LIST_REFRESH = Duration.ofSeconds(10);
    private static final Duration LOCAL_REFRESH = Duration.ofSeconds(5);

    private final MonitorLauncher launcher;
    private final Terminal terminal;

    @Parameters(paramLabel = "TARGET", arity = "0..*", description = "host:port or pid:N of a training process.")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration, as docs/configuration.md has it.")
    private @Nullable Path config;

    @Option(names = "--local", description = "Watch every Probing process of this machine.")
    private boolean local;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Rule files in addition to the built-in rules.")
    private List<Path> rules = new ArrayList<>();

    @Option(names = "--no-follow", description = "Do not follow rank 0's list to the other ranks of its job.")
    private boolean noFollow;

    @Option(
            names = "--poll-interval",
            paramLabel = "DURATION",
            description = "How often TARGETs are asked; default 1s.")
    private @Nullable String pollInterval;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "Append every reading to this file, for vigil replay.")
    private @Nullable Path record;

    @Option(names = "--storage.path", paramLabel = "DIR", description = "Where state is kept; default data.")
    private @Nullable Path storagePath;

    @Option(
            names = "--web.listen-address",
            paramLabel = "ADDRESS",
            description = "Default 127.0.0.1:9780; port 0 = any.")
    private @Nullable String listenAddress;

    @Option(
            names = "--web.external-url",
            paramLabel = "URL",
            description = "Where people reach this monitor, for links in alerts; default: the address it listens on.")
    private @Nullable String externalUrl;

    @Option(
            names = "--web.enable-lifecycle",
            description = "Let POST /-/reload read configuration and rules again, as SIGHUP does.")
    private boolean lifecycle;

    @Option(names = "--watch-files", description = "Reload when the configuration or a rule file changes.")
    private boolean watchFiles;

    RunCommand(MonitorLauncher launcher, Terminal terminal) {
        this.launcher = launcher;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws StartFailure {
        SetupReader reader = new SetupReader(System.getenv(), terminal::note);
        SetupFiles files = new SetupFiles(reader, config, rules, this::override);
        Reading reading = files.get();
        if (reading instanceof Reading.Broken broken) {
            broken.problems().forEach(problem -> terminal.note(problem.toString()));
            return 2;
        }
        targets.forEach(this::noteMissing);
        Reading.Whole whole = (Reading.Whole) reading;
        try (Session session = new Session()) {
            ReloadTriggers reloads = ReloadTriggers.of(files, lifecycle, watchFiles);
            Setup setup = new Setup(whole.config(), whole.rules());
            return new MonitorSession(launcher, terminal).run(session, setup, reloads, url -> {});
        }
    }

    /** Options win over the file. */
    private VigilConfig override(VigilConfig file, Problems problems) {
        boolean sound = problems.isEmpty();
        List<WatchConfig> watches = new ArrayList<>(file.watches());
        Duration interval = interval(problems);
        if (!targets.isEmpty()) {
            targets.forEach(target -> TargetSyntax.problem(target)
                    .ifPresent(what -> problems.add(new Problem("TARGET", 0, 0, what + hint(target)))));
            watches.add(WatchConfig.of(JOB, interval, discovery()));
        }
        if (local) {
            watches.add(WatchConfig.of("local", interval, List.of(new LocalTargets(LOCAL_REFRESH))));
        }
        if (watches.isEmpty() && sound) { // of a file with mistakes nobody knows what it would watch
            problems.add(nothingToWatch());
        }
        Storage storage = file.storage();
        VigilConfig config = file.withWatches(watches);
        config = config.withStorage(new Storage(
                storagePath == null ? storage.path() : storagePath,
                storage.checkpointInterval(),
                storage.retention(),
                record));
        return config.withWeb(web(config.web(), problems));
    }

    private Problem nothingToWatch() {
        return config == null
                ? new Problem(
                        "vigil run",
                        0,
                        0,
                        "nothing to watch: name a TARGET (host:port or pid:N), or use --local or --config")
                : new Problem(
                        config.toString(),
                        0,
                        0,
                        "nothing to watch: give it 'watch_configs', or name a TARGET (host:port or pid:N) or --local");
    }

    /** No mistake: a process in another container has its socket here, but is not seen. */
    private void noteMissing(String target) {
        if (Endpoint.parse(target) instanceof Endpoint.Local local
                && ProcessHandle.of(local.pid()).isEmpty()) {
            terminal.note("There is no process " + local.pid() + " on this machine; it is asked all the same");
        }
    }

    private static String hint(String target) {
        return new File(target).isFile() ? " (a configuration is named with --config, a rule file with --rules)" : "";
    }

    private List<Discovery> discovery() {
        List<Discovery> discovery = new ArrayList<>();
        discovery.add(new StaticTargets(targets, Map.of()));
        if (targets.size() == 1 && !noFollow && !targets.get(0).startsWith("pid:")) {
            discovery.add(new NodeListTargets(targets, NODE_LIST_REFRESH));
        }
        return discovery;
    }

    private Duration interval(Problems problems) {
        if (pollInterval == null) {
            return Duration.ofSeconds(1);
        }
        Optional<Duration> parsed =
                Durations.parse(pollInterval).filter(duration -> duration.compareTo(Duration.ofMillis(100)) >= 0);
        if (parsed.isEmpty()) {
            problems.add(new Problem(
                    "--poll-interval", 0, 0, "'" + pollInterval + "' is not a duration of at least 100ms, such as 1s"));
        }
        return parsed.orElse(Duration.ofSeconds(1));
    }

    private Web web(Web file, Problems problems) {
        Web web = file;
        if (listenAddress != null) {
            Optional<Web> parsed = ListenAddress.parse(listenAddress);
            if (parsed.isEmpty()) {
                problems.add(problem("--web.listen-address", listenAddress, ListenAddress.EXPECTED));
            }
            web = parsed.orElse(web).withExternalUrl(file.externalUrl());
        }
        if (externalUrl != null) {
            Optional<String> parsed = HttpUrl.base(externalUrl);
            if (parsed.isEmpty()) {
                problems.add(problem("--web.external-url", externalUrl, HttpUrl.EXPECTED));
            }
            web = web.withExternalUrl(parsed.orElse(""));
        }
        return web;
    }

    private static Problem problem(String option, String value, String expected) {
        return new Problem(option, 0, 0, "'" + value + "' is not " + expected);
    }
}
