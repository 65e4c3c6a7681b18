package dev.vigil.monitor.cli;

import dev.vigil.monitor.reload.FileWatch;
import dev.vigil.monitor.reload.HangUp;
import dev.vigil.monitor.reload.Rereading;
import org.jspecify.annotations.Nullable;

/** What makes a running monitor read its files again, beside requests: SIGHUP, and files that change. */
final class ReloadTriggers {

    private final Rereading rereading;
    private final boolean onSignal;
    private final @Nullable FileWatch watch;

    private ReloadTriggers(Rereading rereading, boolean onSignal, @Nullable FileWatch watch) {
        this.rereading = rereading;
        this.onSignal = onSignal;
        this.watch = watch;
    }

    /** Nothing does. */
    static ReloadTriggers none() {
        return new ReloadTriggers(Rereading.NEVER, false, null);
    }

    /**
     * SIGHUP does.
     *
     * @param files read once already
     * @param overHttp whether requests do as well
     * @param onChange whether changes of the files do as well
     */
    static ReloadTriggers of(SetupFiles files, boolean overHttp, boolean onChange) {
        return new ReloadTriggers(new Rereading(files, overHttp), true, onChange ? new FileWatch(files::paths) : null);
    }

    Rereading rereading() {
        return rereading;
    }

    /**
     * From now on SIGHUP reloads. It also comes when a terminal is closed: then the monitor stops, as it always did.
     *
     * @param terminal where the monitor shows itself
     */
    void begin(RunningMonitor monitor, Terminal terminal) {
        if (onSignal) {
            HangUp.handle(() -> {
                if (terminal.isGone()) {
                    System.exit(0);
                }
                monitor.reload("SIGHUP");
            });
        }
    }

    /** To be called about once a second. */
    void look(RunningMonitor monitor) {
        if (watch != null && watch.hasChanged()) {
            monitor.reload("a changed file");
        }
    }
}
