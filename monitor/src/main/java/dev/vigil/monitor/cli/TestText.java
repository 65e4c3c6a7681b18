package dev.vigil.monitor.cli;

import dev.vigil.monitor.cli.Terminal.Style;
import dev.vigil.rules.testing.Coverage;
import dev.vigil.rules.testing.Failure;
import dev.vigil.rules.testing.Failure.Line;
import dev.vigil.rules.testing.Failure.Side;
import java.util.List;
import java.util.Locale;

/** A report of tests for people: one line for each file, and what is wrong. */
final class TestText {

    private final Terminal terminal;
    private final boolean context;

    /**
     * A printer.
     *
     * @param context whether comparisons are shown whole, and not only what differs
     */
    TestText(Terminal terminal, boolean context) {
        this.terminal = terminal;
        this.context = context;
    }

    void print(TestReport report) {
        for (String file : report.files()) {
            List<TestResult> results = report.of(file);
            long failed = results.stream().filter(result -> !result.passed()).count();
            if (failed == 0) {
                terminal.result(terminal.styled(Style.GOOD, "ok") + "    " + Printable.text(file) + "  "
                        + tests(results.size()));
            } else {
                terminal.result(terminal.styled(Style.BAD, "FAIL") + "  " + Printable.text(file) + "  " + failed
                        + " of " + tests(results.size()));
                results.stream().filter(result -> !result.passed()).forEach(this::print);
            }
        }
        Coverage coverage = report.coverage();
        if (coverage != null) {
            print(coverage);
        }
        String took = String.format(Locale.ROOT, "%.1f s", report.took().toMillis() / 1000.0);
        long passed = report.results().size() - report.failed();
        terminal.result((report.failed() == 0 ? "" : report.failed() + " failed, ") + passed + " passed in " + took);
    }

    private void print(TestResult result) {
        terminal.result("");
        terminal.result(
                "  " + terminal.styled(Style.BOLD, Printable.text(result.test().text())));
        result.faults().forEach(fault -> terminal.result("    " + Printable.text(fault)));
        for (Failure failure : result.failures()) {
            terminal.result("    "
                    + Printable.text(failure.where().file() + ":"
                            + failure.where().line() + ":" + failure.where().column() + ": " + failure.message()));
            failure.lines().stream()
                    .filter(line ->
                            context || line.side() != Side.BOTH || !line.text().startsWith(" "))
                    .forEach(this::print);
            failure.notes()
                    .forEach(note -> terminal.result("      " + terminal.styled(Style.DIM, Printable.text(note))));
        }
        terminal.result("");
    }

    private void print(Line line) {
        String text = Printable.text(line.toString());
        String shown =
                switch (line.side()) {
                    case BOTH -> text;
                    case EXPECTED -> terminal.styled(Style.BAD, text);
                    case GOT -> terminal.styled(Style.GOOD, text);
                };
        terminal.result("      " + shown);
    }

    private void print(Coverage coverage) {
        int all = coverage.size();
        terminal.result(
                "coverage: " + share(all - coverage.neverFired().size(), all) + " of the alerts fire in a test, "
                        + share(all - coverage.neverSilent().size(), all) + " are shown to stay silent in one");
        list("no test makes fire: ", coverage.neverFired());
        list("no test names as silent: ", coverage.neverSilent());
    }

    private void list(String what, List<String> alerts) {
        if (!alerts.isEmpty()) {
            terminal.result("  " + what + Printable.text(String.join(", ", alerts)));
        }
    }

    private static String share(int part, int all) {
        return part + "/" + all;
    }

    private static String tests(int count) {
        return count + (count == 1 ? " test" : " tests");
    }
}
