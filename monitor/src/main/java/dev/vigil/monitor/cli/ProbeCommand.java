package dev.vigil.monitor.cli;

import dev.vigil.monitor.probing.Endpoint;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vigil probe}: one look at one process. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "(backtrace | eval CODE | query SQL | investigate)",
        description = {
            "Looks once at one process under Probing.",
            "",
            "A process that runs is asked through the sampler, a small module that is installed in it at the first look;"
                    + " its training goes on. One whose Python is stuck still gives its native stack."
        },
        footer = {
            "",
            "Examples:",
            "  vigil probe 127.0.0.1:9900 backtrace",
            "  vigil probe 9900 eval \"print(type(model), model)\"",
            "  vigil probe pid:4242 query \"SELECT func, file, lineno FROM python.backtrace\"",
            "  vigil probe 9900 investigate > findings.md",
            "",
            "Exit status: 0 done, 1 unreachable or error, 2 wrong usage."
        })
final class ProbeCommand implements Runnable {

    @Parameters(paramLabel = "TARGET", description = "host:port, pid:N, or a port of this machine.")
    private String target = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private ProbeCommand() {}

    /** The command with its parts. */
    static CommandLine commandLine(Terminal terminal) {
        return new CommandLine(new ProbeCommand())
                .addSubcommand(new ProbeBacktrace(terminal))
                .addSubcommand(new ProbeEval(terminal))
                .addSubcommand(new ProbeQuery(terminal))
                .addSubcommand(new ProbeInvestigate(terminal))
                .setCaseInsensitiveEnumValuesAllowed(true)
                // SQL may begin with a comment and code with a minus.
                .setUnmatchedOptionsArePositionalParams(true);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to do with " + target + ": backtrace, eval, query or investigate.");
    }

    /** Connects to the target that was named. */
    ProbeSession open() {
        try {
            return new ProbeSession(Endpoint.parse(target));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    /** How a result is printed. */
    enum Output {
        /** For people. */
        TEXT,
        /** For scripts. */
        JSON
    }
}
