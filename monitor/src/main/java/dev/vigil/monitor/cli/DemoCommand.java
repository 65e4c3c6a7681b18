package dev.vigil.monitor.cli;

import dev.vigil.monitor.cli.Terminal.Style;
import dev.vigil.monitor.config.ListenAddress;
import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.monitor.config.VigilConfig.RulePack;
import dev.vigil.monitor.config.VigilConfig.Storage;
import dev.vigil.monitor.config.VigilConfig.Web;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.config.WatchConfig.StaticTargets;
import dev.vigil.monitor.demo.DemoFleet;
import dev.vigil.monitor.demo.PythonEnvironment;
import dev.vigil.monitor.demo.PythonFleet;
import dev.vigil.monitor.demo.Script;
import dev.vigil.monitor.demo.SimulatedRanks;
import dev.vigil.rules.RuleSet;
import dev.vigil.rules.yaml.RuleReader;
import dev.vigil.rules.yaml.YamlSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vigil demo}: a small training fleet that goes wrong on a script, and a monitor on it. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Starts three training processes, watches them, and lets each go wrong in its own way: a NaN loss, a"
                        + " deadlock, a crash. Alerts fire within a minute. Nothing to set up; nothing is left behind.",
        footer = {
            "",
            "Examples:",
            "  vigil demo                                  and open the page that it names",
            "  vigil demo --simulate                       without any Python",
            "  vigil demo --web.listen-address 127.0.0.1:0 on any free port",
            "",
            "Uses real Python processes under Probing: python3 (or VIGIL_PYTHON) if it has",
            "the package probing, else an environment of its own in ~/.cache/vigil; a",
            "simulator where neither can be had. It says which.",
            "",
            "Exit status: 0 stopped with Ctrl-C, 1 failed."
        })
final class DemoCommand implements Callable<Integer> {

    /** Replaced by a rule of the demonstration's own, which waits for seconds instead of a minute. */
    private static final Set<String> TOO_PATIENT = Set.of("TrainingHang");

    private final MonitorLauncher launcher;
    private final Terminal terminal;

    @Option(names = "--simulate", description = "Use the simulator even where Python can be had.")
    private boolean simulate;

    @Option(
            names = "--web.listen-address",
            paramLabel = "ADDRESS",
            description = "Default 127.0.0.1:9780, or any free port.")
    private @Nullable String listenAddress;

    DemoCommand(MonitorLauncher launcher, Terminal terminal) {
        this.launcher = launcher;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("vigil-demo");
        try (Session session = new Session()) {
            try (DemoFleet fleet = fleet(folder)) {
                terminal.note("Fleet: " + fleet.description());
                return new MonitorSession(launcher, terminal)
                        .run(session, setup(fleet, folder), ReloadTriggers.none(), url -> ready(fleet, url));
            } finally {
                delete(folder);
            }
        }
    }

    private DemoFleet fleet(Path folder) throws IOException {
        if (simulate) {
            return SimulatedRanks.start("as you asked");
        }
        PythonEnvironment.Found found = new PythonEnvironment(System.getenv(), terminal::note).find();
        if (found instanceof PythonEnvironment.Python python) {
            return PythonFleet.start(python.interpreter(), folder);
        }
        return SimulatedRanks.start(((PythonEnvironment.Missing) found).reason());
    }

    private Setup setup(DemoFleet fleet, Path folder) {
        Storage standard = Storage.DEFAULT;
        RulePack pack = new RulePack(true, TOO_PATIENT);
        WatchConfig watch =
                WatchConfig.of("demo", Duration.ofSeconds(1), List.of(new StaticTargets(fleet.targets(), Map.of())));
        VigilConfig config = VigilConfig.defaults()
                .withStorage(new Storage(folder.resolve("data"), standard.checkpointInterval(), standard.retention()))
                .withRulePack(pack)
                .withWeb(web())
                .withWatches(List.of(watch));
        return new Setup(config, rules(pack));
    }

    /** The built-in rules, with those that are too patient for a demonstration exchanged. */
    static RuleSet rules(RulePack pack) {
        try (InputStream in = DemoFleet.class.getResourceAsStream("rules.yml")) {
            if (in == null) {
                throw new IllegalStateException("not packed: rules.yml");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            RuleReader.Result read =
                    RuleReader.read(List.of(new YamlSource("demo/rules.yml", text)), RuleFiles.builtIn(pack));
            return read.rules()
                    .orElseThrow(() -> new IllegalStateException(read.problems().toString()));
        } catch (IOException e) {
            throw new IllegalStateException("a resource of our own cannot be read", e);
        }
    }

    private Web web() {
        Web wanted = listenAddress == null
                ? Web.DEFAULT
                : ListenAddress.parse(listenAddress).orElse(Web.DEFAULT);
        if (listenAddress != null) {
            return wanted;
        }
        try (ServerSocket free = new ServerSocket(wanted.port(), 1, InetAddress.getLoopbackAddress())) {
            return new Web(wanted.host(), free.getLocalPort());
        } catch (IOException taken) {
            return new Web(wanted.host(), 0);
        }
    }

    private void ready(DemoFleet fleet, String url) {
        terminal.note(terminal.styled(Style.BOLD, "All three train. Open " + url + " and watch:"));
        Script.ALL.forEach(fault -> terminal.note("  in " + fault.after().toSeconds() + " s " + fault.words()));
        terminal.note(
                "(TrainingHang is the demonstration's own here: it waits for 8 s; the built-in one waits for a minute.)");
        terminal.note("Look closer, from another terminal: ./vigil probe "
                + fleet.targets().get(1) + " backtrace");
        fleet.strike();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
