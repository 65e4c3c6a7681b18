package dev.vigil.monitor.cli;

import dev.vigil.fleet.Beat;
import dev.vigil.monitor.cli.ProbeCommand.Output;
import dev.vigil.monitor.probing.ProbingClient.Mailbox;
import dev.vigil.monitor.probing.QueryTable;
import dev.vigil.monitor.probing.Question;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.inspect.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code vigil probe TARGET investigate}: the guide's workflow in one go, one request at a time. */
@Command(
        name = "investigate",
        customSynopsis = "vigil probe TARGET investigate [-hV] [--output=FORMAT]",
        mixinStandardHelpOptions = true,
        description = "Backtrace, threads, the questions people ask first, and the last values, as Markdown.",
        footer = {
            "",
            "Examples:",
            "  vigil probe 9900 investigate > findings.md",
            "  vigil probe 9900 investigate --output json"
        })
final class ProbeInvestigate implements Callable<Integer> {

    /** How long a question waits for a step boundary: long enough for most steps, short enough for a list of them. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** A program without these names answers with a NameError, which says so. */
    private static final List<Map.Entry<String, String>> QUESTIONS = List.of(
            Map.entry("learning rates", "[group['lr'] for group in optimizer.param_groups]"),
            Map.entry(
                    "parameters that are not finite",
                    "[name for name, p in model.named_parameters() if not p.isfinite().all()]"),
            Map.entry(
                    "gradients that are not finite",
                    "[name for name, p in model.named_parameters()"
                            + " if p.grad is not None and not p.grad.isfinite().all()]"));

    private static final String PROFILING = "probing.torch.profiling";

    private static final String SLOWEST = "SELECT module, stage, avg(duration) AS seconds, count(*) AS samples "
            + "FROM python.torch_trace WHERE step > (SELECT max(step) - 20 FROM python.torch_trace) "
            + "AND duration > 0 GROUP BY module, stage ORDER BY seconds DESC LIMIT 10";

    private final Terminal terminal;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ProbeCommand parent;

    @Option(names = "--output", paramLabel = "FORMAT", description = "text (Markdown, default) or json.")
    private Output output = Output.TEXT;

    ProbeInvestigate(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ProbeSession session = parent.open()) {
            Investigation found = investigate(session);
            if (output == Output.JSON) {
                terminal.result(InvestigationJson.of(session.target(), found).toString());
            } else {
                InvestigationText.lines(session.target(), found).forEach(terminal::result);
            }
            return found.stack() instanceof Reply.Read ? 0 : 1;
        }
    }

    private static Investigation investigate(ProbeSession session) throws InterruptedException {
        Reply<Stack> stack = session.reply(session.inspector().backtrace());
        return new Investigation(
                session.reply(session.client().overview()),
                stack,
                beat(session),
                session.reply(session.inspector().threads()),
                answers(session),
                modules(session));
    }

    private static Optional<Beat> beat(ProbeSession session) throws InterruptedException {
        return session.reply(session.client().mailbox()) instanceof Reply.Read<Mailbox> read
                        && read.value() instanceof Mailbox.Present present
                ? Optional.of(present.beat())
                : Optional.empty();
    }

    private static List<Investigation.Asked> answers(ProbeSession session) throws InterruptedException {
        List<Investigation.Asked> answers = new ArrayList<>();
        for (Map.Entry<String, String> question : QUESTIONS) {
            answers.add(new Investigation.Asked(
                    question.getKey(),
                    session.reply(session.inspector().eval(new Question(question.getValue(), PATIENCE, false)))));
        }
        return answers;
    }

    /** Asked only where the process records modules: a missing table would leave an error in the training's log. */
    private static Optional<Reply<QueryTable>> modules(ProbeSession session) throws InterruptedException {
        return session.reply(session.client().setting(PROFILING)) instanceof Reply.Read<Optional<String>> read
                        && read.value().filter(mode -> !mode.equals("off")).isPresent()
                ? Optional.of(session.reply(session.client().query(SLOWEST)))
                : Optional.empty();
    }
}
