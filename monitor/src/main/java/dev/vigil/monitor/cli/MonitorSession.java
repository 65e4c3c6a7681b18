package dev.vigil.monitor.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

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
     * @param session ends it
     * @param setup checked
     * @param reloads what makes it read its files again
     * @param whenReady told the page's address once every target was asked
     * @return the exit status: 0 stopped, 1 failed
     */
    int run(Session session, Setup setup, ReloadTriggers reloads, Consumer<String> whenReady) throws StartFailure {
        Logs.toFile(setup.config().storage().path(), terminal);
        try (RunningMonitor monitor =
                launcher.start(setup.config(), setup.rules(), reloads.rereading(), terminal::note)) {
            session.started();
            terminal.note(
                    "Watching. Page: " + monitor.url() + "   metrics: " + monitor.url() + "/metrics   stop: Ctrl-C");
            reloads.begin(monitor, terminal);
            return watch(session, monitor, reloads, whenReady);
        }
    }

    private int watch(Session session, RunningMonitor monitor, ReloadTriggers reloads, Consumer<String> whenReady) {
        Watch watch = new Watch(terminal, monitor.url());
        boolean ready = false;
        while (!session.stoppedWithin(REFRESH)) {
            Optional<String> failure = monitor.failure();
            if (failure.isPresent()) {
                session.failed();
                terminal.note("vigil: the pipeline gave up: " + failure.get() + "; vigil.log has more");
                return 1;
            }
            if (!ready && monitor.isReady()) {
                ready = true;
                whenReady.accept(monitor.url());
            }
            reloads.look(monitor);
            watch.show(monitor.alerts().snapshot(), monitor.fleet().snapshot());
        }
        return 0;
    }
}
