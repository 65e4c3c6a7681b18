package dev.vigil.monitor.cli;

import dev.vigil.monitor.check.CheckReport;
import dev.vigil.monitor.check.JsonReport;
import dev.vigil.monitor.check.SarifReport;
import dev.vigil.monitor.check.SchemaKind;
import dev.vigil.monitor.check.SchemaText;
import dev.vigil.monitor.cli.Terminal.Style;
import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vigil check}: every mistake in configuration, rule and test files, queries included. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Finds every mistake in configuration, rule and test files: unknown keys, wrong values, queries that"
                        + " cannot run (errors), and rules that can run but will not do what is meant (warnings). Starts nothing.",
        footer = {
            "",
            "Examples:",
            "  vigil check vigil.yml                  a configuration and its rule files",
            "  vigil check my-rules/*.yml             rule files on their own",
            "  vigil check my-rules.test.yml          tests of rules, without running them",
            "  vigil check --strict my-rules/*.yml    warnings fail too, as in a pipeline",
            "  vigil check --output sarif vigil.yml   for a code host that shows them inline",
            "  vigil check --schema rules             for an editor that completes keys",
            "",
            "Each mistake ends in its id; a comment  # vigil: ignore ID  in the file mutes a",
            "warning. docs/rules.md lists all of them.",
            "",
            "Exit status: 0 all right, 1 mistakes were found, 2 wrong usage."
        })
final class CheckCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Configuration (vigil.yml), rule files or test files.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--output", paramLabel = "FORMAT", description = "text, json or sarif; default text.")
    private Format output = Format.text;

    @Option(names = "--strict", description = "Fail on warnings too.")
    private boolean strict;

    @Option(
            names = "--schema",
            paramLabel = "KIND",
            description =
                    "Print the JSON Schema of a kind of file (config, rules or tests) for editors, and check nothing.")
    private @Nullable SchemaKind schema;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** How the report is written; in lower case on the command line. */
    enum Format {
        /** For people. */
        text,
        /** For programs. */
        json,
        /** For code hosts and editors. */
        sarif
    }

    @Override
    public Integer call() {
        if (schema != null) {
            terminal.result(SchemaText.of(schema.schema()));
            return 0;
        }
        if (files.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Say what to check: a FILE is missing.");
        }
        CheckReport report = new FileChecker(System.getenv(), terminal::note).check(files);
        switch (output) {
            case json -> terminal.result(JsonReport.of(report));
            case sarif -> terminal.result(SarifReport.of(report));
            case text -> print(report);
        }
        return report.passes(strict) ? 0 : 1;
    }

    private void print(CheckReport report) {
        Set<ProblemKind> explained = EnumSet.noneOf(ProblemKind.class);
        for (Problem problem : report.problems()) {
            terminal.result(line(problem));
            if (explained.add(problem.kind())) {
                problem.kind()
                        .advice()
                        .ifPresent(advice -> terminal.result(terminal.styled(Style.DIM, "    " + advice)));
            }
        }
        report.good()
                .forEach(file -> terminal.result(terminal.styled(Style.GOOD, Printable.text(file) + ": no mistakes")));
        if (!report.problems().isEmpty()) {
            terminal.note(count(report.errors(), "error") + ", " + count(report.warnings(), "warning"));
        }
    }

    private String line(Problem problem) {
        String place =
                problem.line() == 0 ? problem.file() : problem.file() + ":" + problem.line() + ":" + problem.column();
        String severity =
                problem.isError() ? terminal.styled(Style.BAD, "error: ") : terminal.styled(Style.WARN, "warning: ");
        return Printable.text(place) + ": " + severity + Printable.text(problem.message())
                + terminal.styled(Style.DIM, " [" + problem.kind().id() + "]");
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
