package dev.vigil.monitor.cli;

import dev.vigil.monitor.cli.ProbeCommand.Output;
import dev.vigil.monitor.probing.inspect.Stack;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code vigil probe TARGET backtrace}. */
@Command(
        name = "backtrace",
        customSynopsis = "vigil probe TARGET backtrace [-hV] [--native] [--output=FORMAT]",
        mixinStandardHelpOptions = true,
        description = {
            "Shows where the training thread stands, innermost frame first.",
            "",
            "While Python runs: its frames with their current lines, from the sampler. When Python is stuck: native frames"
                    + " too, taken by a signal; Python frames then show the first line of their function."
        },
        footer = {
            "",
            "Examples:",
            "  vigil probe 127.0.0.1:9900 backtrace",
            "  vigil probe pid:4242 backtrace --output json"
        })
final class ProbeBacktrace implements Callable<Integer> {

    private final Terminal terminal;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ProbeCommand parent;

    @Option(
            names = "--native",
            description = "Take native frames by a signal in any case. In a loop that runs at full speed the signal can"
                    + " make a system function fail and the training with it.")
    private boolean nativeFrames;

    @Option(names = "--output", paramLabel = "FORMAT", description = "text (default) or json.")
    private Output output = Output.TEXT;

    ProbeBacktrace(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException, ProbeFailure {
        try (ProbeSession session = parent.open()) {
            Stack stack = session.value(
                    nativeFrames
                            ? session.inspector().nativeBacktrace()
                            : session.inspector().backtrace());
            if (output == Output.JSON) {
                terminal.result(ProbeJson.of(stack).toString());
                return 0;
            }
            StackText.lines(stack).forEach(terminal::result);
            terminal.note(StackText.origin(stack));
            return 0;
        }
    }
}
