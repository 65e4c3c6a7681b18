package dev.vigil.monitor.cli;

import dev.vigil.monitor.cli.Terminal.Style;
import java.time.Duration;

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
            monitor.failed().thenAccept(session::fail);
            terminal.note(
                    "Watching. Page: " + monitor.url() + "   metrics: " + monitor.url() + "/metrics   stop: Ctrl-C");
            Watch watch = new Watch(terminal, monitor.url());
            while (!session.stoppedWithin(REFRESH)) {
                watch.show(monitor.alerts().snapshot(), monitor.fleet().snapshot());
            }
            Throwable failure = session.failure();
            if (failure != null) {
                terminal.note("vigil: the pipeline ended: " + failure.getMessage());
                return 1;
            }
            return 0;
        }
    }
}
