package dev.vigil.monitor.cli;

import dev.vigil.monitor.cli.ProbeCommand.Output;
import dev.vigil.monitor.probing.Answer;
import dev.vigil.monitor.probing.Question;
import dev.vigil.rules.yaml.Durations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code vigil probe TARGET eval CODE}. */
@Command(
        name = "eval",
        customSynopsis = "vigil probe TARGET eval [-hV] [--unsafe] [--output=FORMAT] [--timeout=DURATION] CODE",
        mixinStandardHelpOptions = true,
        description = {
            "Runs Python in the process and prints what it prints, and the value of a last expression.",
            "",
            "It runs between two training steps, in the function that trains: its variables are there, no backward runs, and"
                    + " random states are put back. Where no step comes within the timeout it runs beside the training. What"
                    + " would change the training, or start a collective on one rank alone, is refused."
        },
        footer = {
            "",
            "Examples:",
            "  vigil probe 9900 eval \"optimizer.param_groups[0]['lr']\"",
            "  vigil probe 9900 eval \"print(f'{loss.item():.4f} at step {step}')\"",
            "  vigil probe 9900 eval - < look.py"
        })
final class ProbeEval implements Callable<Integer> {

    private final Terminal terminal;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ProbeCommand parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "CODE", description = "Statements or an expression; - reads them from standard input.")
    private String code = "";

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "How long to wait for the end of a step; default 5s.")
    private String timeout = "5s";

    @Option(
            names = "--unsafe",
            description = "Run also what would be refused. It can change, break or deadlock the training.")
    private boolean unsafe;

    @Option(names = "--output", paramLabel = "FORMAT", description = "text (default) or json.")
    private Output output = Output.TEXT;

    ProbeEval(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException, IOException, ProbeFailure {
        Duration patience = Durations.parse(timeout)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--timeout '" + timeout + "' is no duration; write 5s or 1m30s"));
        String question = code.equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : code;
        try (ProbeSession session = parent.open()) {
            Answer answer = session.value(session.inspector().eval(new Question(question, patience, unsafe)));
            if (output == Output.JSON) {
                terminal.result(ProbeJson.of(answer).toString());
            } else {
                print(answer);
            }
            return answer.error() == null ? 0 : 1;
        }
    }

    private void print(Answer answer) {
        if (!answer.output().isEmpty()) {
            answer.output().stripTrailing().lines().map(Printable::text).forEach(terminal::result);
        }
        if (answer.value() != null) {
            answer.value().lines().map(Printable::text).forEach(terminal::result);
        }
        if (answer.error() != null) {
            terminal.note(Printable.text(answer.error()));
        }
        terminal.note(String.format(
                Locale.ROOT,
                "Ran at: %s; the training waited %.1f ms.",
                Printable.text(answer.where()),
                answer.pause().toNanos() / 1e6));
    }
}
