package dev.vigil.monitor.cli;

import dev.vigil.flink.cluster.EmbeddedCluster;
import dev.vigil.flink.sql.RulesRefusedException;
import dev.vigil.flink.testing.RuleTests;
import dev.vigil.flink.testing.Suite;
import dev.vigil.flink.testing.TestJobFailedException;
import dev.vigil.flink.testing.TestRun;
import dev.vigil.monitor.cli.TestFiles.Tested;
import dev.vigil.rules.Problem;
import dev.vigil.rules.RuleSet;
import dev.vigil.rules.testing.Coverage;
import dev.vigil.rules.testing.Judge;
import dev.vigil.rules.testing.RuleTest;
import dev.vigil.rules.yaml.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vigil test}: rules on given rows, on the real engine in virtual time. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Tests rules: plays the rows of test files to them, on the engine that also runs live but in virtual"
                        + " time, and compares what they raise with what the tests expect. See docs/testing-rules.md.",
        footer = {
            "",
            "Examples:",
            "  vigil test my-rules.test.yml       all tests of a file",
            "  vigil test rules/                  all files *.test.yml of a folder",
            "  vigil test --run NaN --diff my-rules.test.yml",
            "                                     ... whose name has NaN; in whole",
            "  vigil test --coverage --junit report.xml rules/",
            "                                     ... what is not tested; a report for CI",
            "",
            "Exit status: 0 all passed, 1 a test failed or a file is wrong, 2 wrong usage."
        })
final class TestCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Test files, or folders with files *.test.yml.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--run", paramLabel = "REGEX", description = "Run only tests in whose name this pattern is found.")
    private @Nullable String run;

    @Option(names = "--junit", paramLabel = "FILE", description = "Also write a JUnit report to this file.")
    private @Nullable Path junit;

    @Option(
            names = "--coverage",
            description = "Also say which alerts no test makes fire, and which no test shows to stay silent.")
    private boolean coverage;

    @Option(names = "--diff", description = "Show what was expected and what was got in whole, not only what differs.")
    private boolean diff;

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json; default text.")
    private OutputFormat output = OutputFormat.text;

    TestCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        long start = System.nanoTime();
        Problems problems = new Problems();
        List<Tested> tested = selected(new TestFiles().read(files, problems));
        if (!problems.isEmpty()) {
            return refuse(problems.list());
        }
        List<Suite> suites = suites(tested);
        long count = suites.stream().mapToLong(suite -> suite.tests().size()).sum();
        if (count == 0) {
            terminal.note("vigil: there is no test" + (run == null ? "" : " whose name has '" + run + "' in it"));
            return 1;
        }
        terminal.note("Running " + count + (count == 1 ? " test" : " tests"));
        try {
            List<TestRun> runs = run(suites);
            return print(report(suites, runs, Duration.ofNanos(System.nanoTime() - start)));
        } catch (RulesRefusedException e) {
            return refuse(e.problems().stream().distinct().toList());
        } catch (TestJobFailedException e) {
            terminal.note(
                    "vigil: a rule took the job of the tests down: " + Printable.text(String.valueOf(e.getMessage())));
            return 1;
        }
    }

    private List<Tested> selected(List<Tested> all) {
        if (run == null) {
            return all;
        }
        try {
            Pattern wanted = Pattern.compile(run);
            return all.stream()
                    .map(tested -> new Tested(
                            tested.file()
                                    .only(test ->
                                            wanted.matcher(test.name().text()).find()),
                            tested.rules()))
                    .toList();
        } catch (PatternSyntaxException e) {
            throw new ParameterException(spec.commandLine(), "--run: not a pattern: " + e.getMessage(), e);
        }
    }

    /** Tests of the same rules run through the same operators. */
    private static List<Suite> suites(List<Tested> all) {
        Map<RuleSet, List<RuleTest>> tests = new LinkedHashMap<>();
        all.forEach(tested -> tests.computeIfAbsent(tested.rules(), unused -> new ArrayList<>())
                .addAll(tested.file().tests()));
        List<Suite> suites = new ArrayList<>();
        tests.forEach((rules, of) -> suites.add(new Suite(rules, of)));
        return suites.stream().filter(suite -> !suite.tests().isEmpty()).toList();
    }

    private static List<TestRun> run(List<Suite> suites) throws InterruptedException {
        CompletableFuture<EmbeddedCluster> cluster = CompletableFuture.supplyAsync(TestCommand::cluster);
        try {
            return RuleTests.run(suites, cluster::join);
        } finally {
            cluster.thenAccept(EmbeddedCluster::close).join();
        }
    }

    private static EmbeddedCluster cluster() {
        try {
            return EmbeddedCluster.temporary();
        } catch (IOException e) {
            throw new UncheckedIOException("there can be no temporary folder: " + e.getMessage(), e);
        }
    }

    private TestReport report(List<Suite> suites, List<TestRun> runs, Duration took) {
        Coverage covered = coverage ? new Coverage() : null;
        if (covered != null) {
            suites.forEach(suite -> covered.rules(suite.rules()));
            runs.forEach(test -> covered.test(test.test(), test.told()));
        }
        List<TestResult> results = runs.stream()
                .map(test ->
                        new TestResult(test.test().name(), Judge.failures(test.test(), test.told()), test.faults()))
                .toList();
        return new TestReport(results, covered, took);
    }

    private int print(TestReport report) {
        if (output == OutputFormat.json) {
            terminal.result(TestJson.text(report));
        } else {
            new TestText(terminal, diff).print(report);
        }
        if (junit != null) {
            try {
                JUnitXml.write(junit, report);
            } catch (IOException e) {
                terminal.note("vigil: the JUnit report cannot be written: " + e.getMessage());
                return 1;
            }
        }
        return report.failed() == 0 ? 0 : 1;
    }

    private int refuse(List<Problem> problems) {
        if (output == OutputFormat.json) {
            terminal.result(TestJson.problems(problems));
        } else {
            problems.forEach(problem -> terminal.result(Printable.text(problem.toString())));
            terminal.note(problems.size() + (problems.size() == 1 ? " mistake" : " mistakes") + "; nothing was run");
        }
        return 1;
    }
}
