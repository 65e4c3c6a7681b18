package dev.vigil.monitor.cli;

import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.monitor.config.VigilConfig.Storage;
import dev.vigil.monitor.config.VigilConfig.Web;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.reload.Rereading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code vigil warm-up}: starts a monitor and stops it at once, so that the launcher script can keep the classes that a start
 * loads in an archive. Not for people.
 */
@Command(name = "warm-up", hidden = true, description = "Starts and stops a monitor, for the launcher script.")
final class WarmUpCommand implements Callable<Integer> {

    /** Nobody listens on the discard port: one refused poll is what is wanted. */
    private static final String NOBODY = "127.0.0.1:9";

    private final MonitorLauncher launcher;

    @Parameters(paramLabel = "DIR", description = "An empty folder for its state.")
    private Path folder = Path.of("");

    WarmUpCommand(MonitorLauncher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws StartFailure {
        Storage standard = Storage.DEFAULT;
        WatchConfig nobody = WatchConfig.of(
                "warm-up", Duration.ofMillis(200), List.of(new WatchConfig.StaticTargets(List.of(NOBODY), Map.of())));
        VigilConfig config = VigilConfig.defaults()
                .withStorage(new Storage(folder, standard.checkpointInterval(), standard.retention()))
                .withWeb(new Web("127.0.0.1", 0))
                .withWatches(List.of(nobody));
        try (Session session = new Session();
                RunningMonitor monitor =
                        launcher.start(config, RuleFiles.builtIn(config.rulePack()), Rereading.NEVER, progress -> {})) {
            for (int i = 0; i < 300 && !monitor.isReady() && !session.stoppedWithin(Duration.ofMillis(100)); i++) {
                monitor.alerts().snapshot();
            }
            return monitor.isReady() ? 0 : 1;
        }
    }
}
