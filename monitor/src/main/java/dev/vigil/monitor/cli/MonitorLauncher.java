package dev.vigil.monitor.cli;

import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.monitor.reload.Rereading;
import dev.vigil.rules.RuleSet;
import java.util.function.Consumer;

/** Starts the monitor; the commands know no more of how it is put together. */
@FunctionalInterface
public interface MonitorLauncher {

    /**
     * Starts everything and returns once the rules run.
     *
     * @param config checked configuration
     * @param rules checked rules
     * @param rereading how both are read again
     * @param progress told what is being done, and what came of each reload, for people
     * @throws StartFailure when something that only shows at start is wrong; nothing is left running
     */
    RunningMonitor start(VigilConfig config, RuleSet rules, Rereading rereading, Consumer<String> progress)
            throws StartFailure;
}
