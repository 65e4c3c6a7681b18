package dev.vigil.monitor.cli;

import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vigil}: the commands and what they have in common. */
@Command(
        name = "vigil",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Watches running PyTorch and Python training processes and raises Prometheus alerts.",
        footer = {
            "",
            "Examples:",
            "  vigil demo                        a training fleet with faults, watched; nothing to set up",
            "  vigil run 127.0.0.1:9900          watch a process started with PROBING=1 PROBING_PORT=9900",
            "  vigil run --local                 watch every Probing process of this machine",
            "  vigil check vigil.yml rules.yml   find every mistake in configuration and rules",
            "  vigil test my-rules.test.yml      test rules on rows that you give, in virtual time",
            "  vigil explain TrainingHang        why a rule of a running monitor fires, or why not",
            "  vigil replay today.vgl            what would have fired over a recording of vigil run --record",
            "",
            "Exit status: 0 done or stopped, 1 failed, 2 wrong usage or configuration."
        })
public final class VigilCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /**
     * The whole command line.
     *
     * @param launcher starts monitors
     * @param terminal where commands write
     */
    public static CommandLine commandLine(MonitorLauncher launcher, Terminal terminal) {
        return new CommandLine(new VigilCommand())
                .addSubcommand(new DemoCommand(launcher, terminal))
                .addSubcommand(new RunCommand(launcher, terminal))
                .addSubcommand(new CheckCommand(terminal))
                .addSubcommand(new TestCommand(terminal))
                .addSubcommand(new ReplayCommand(terminal))
                .addSubcommand(ProbeCommand.commandLine(terminal))
                .addSubcommand(new ExplainCommand(terminal, Clock.systemUTC()))
                .addSubcommand(new SimulateCommand(terminal))
                .addSubcommand(new WarmUpCommand(launcher))
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    terminal.note("vigil: " + failure.getMessage());
                    return 1;
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: a command is missing.");
    }
}
