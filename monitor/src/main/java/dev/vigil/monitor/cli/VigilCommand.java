package dev.vigil.monitor.cli;

import dev.vigil.rules.yaml.Nearest;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

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
            "  vigil demo                        see it work; nothing to set up",
            "  vigil run 127.0.0.1:9900          watch a process, or rank 0 and its job",
            "  vigil run --local                 watch every Probing process of this machine",
            "  vigil probe 9900 backtrace        where one process stands right now",
            "  vigil check vigil.yml rules.yml   every mistake in configuration and rules",
            "  vigil test my-rules.test.yml      test rules on rows that you give",
            "  vigil explain TrainingHang        why a rule fires, or why not",
            "  vigil replay today.vgl            what would have fired over a recording",
            "",
            "A process is watched once it was started under Probing (pip install probing):",
            "  PROBING=1 PROBING_PORT=9900 python train.py",
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
                .setParameterExceptionHandler((failure, arguments) -> tellWrongUsage(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    terminal.note("vigil: " + failure.getMessage());
                    return 1;
                });
    }

    /** What is wrong, not buried under all that would be right: that is one option away. */
    private static int tellWrongUsage(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        if (failure instanceof UnmatchedArgumentException unmatched
                && !command.getSubcommands().isEmpty()) {
            tellUnknownCommand(command, unmatched.getUnmatched().get(0), err);
            return command.getCommandSpec().exitCodeOnInvalidInput();
        }
        err.println(command.getColorScheme().errorText(failure.getMessage()));
        UnmatchedArgumentException.printSuggestions(failure, err);
        if (command.getSubcommands().isEmpty()) {
            err.println("What it takes: " + command.getCommandSpec().qualifiedName() + " --help");
        } else {
            command.usage(err, command.getColorScheme());
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** A word that is no command may be a slip, or a target whose command was left out. */
    private static void tellUnknownCommand(CommandLine command, String word, PrintWriter err) {
        List<String> known = command.getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(spec -> !spec.usageMessage().hidden())
                .map(CommandSpec::name)
                .toList();
        String name = command.getCommandSpec().qualifiedName();
        boolean target = known.contains("run") && TargetSyntax.problem(word).isEmpty();
        Optional<String> meant = target ? Optional.of(name + " run " + word) : Nearest.to(word, known);
        String kind = word.startsWith("-") ? "option" : "command";
        err.println(command.getColorScheme()
                .errorText("'" + word + "' is no " + kind + " of " + name
                        + meant.map(near -> ", did you mean '" + near + "'?").orElse("")));
        err.println("Its commands: " + String.join(", ", known) + ". What they do: " + name + " --help");
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: a command is missing.");
    }
}
