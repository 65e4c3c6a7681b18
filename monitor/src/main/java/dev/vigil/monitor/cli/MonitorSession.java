package dev.vigil.monitor.cli;

import dev.vigil.monitor.cli.Terminal.Style;
import java.time.Duration;
import java.util.Optional;

/** A monitor from its start to Ctrl-C, shown in the terminal. */
final class MonitorSession {

    private static final Duration REFRESH = Duration.ofSeconds(1);

    private final MonitorLauncher launcher;
    private final Terminal terminal;

    MonitorSession(MonitorLauncher launcher, Terminal terminal) {
        this.launcher = launcher;
        this.terminal = terminal;
    }

    /**
     * Runs it.
     *
     * @return the exit status: 0 stopped, 1 failed
     */
    int run(Setup setup) throws StartFailure {
        if (!setup.config().alertmanagers().isEmpty()) {
            terminal.note(terminal.styled(
                    Style.WARN,
                    "alerting: this version does not push to Alertmanager; let Prometheus scrape /metrics instead"));
        }
        Logs.toFile(setup.config().storage().path(), terminal);
        try (Session session = new Session();
                RunningMonitor monitor = launcher.start(setup.config(), setup.rules(), terminal::note)) {
            terminal.note(
                    "Watching. Page: " + monitor.url() + "   metrics: " + monitor.url() + "/metrics   stop: Ctrl-C");
            Watch watch = new Watch(terminal, monitor.url());
            while (!session.stoppedWithin(REFRESH)) {
                Optional<String> failure = monitor.failure();
                if (failure.isPresent()) {
                    session.failed();
                    terminal.note("vigil: the pipeline gave up: " + failure.get() + "; vigil.log has more");
                    return 1;
                }
                watch.show(monitor.alerts().snapshot(), monitor.fleet().snapshot());
            }
            return 0;
        }
    }
}
