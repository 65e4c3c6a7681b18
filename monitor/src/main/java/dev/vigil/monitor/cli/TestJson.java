package dev.vigil.monitor.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.rules.Problem;
import dev.vigil.rules.testing.Coverage;
import dev.vigil.rules.testing.Failure;
import java.util.List;

/** A report of tests for programs. */
final class TestJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private TestJson() {}

    /** Of tests that ran. */
    static String text(TestReport report) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("ok", report.failed() == 0);
        root.put("passed", report.results().size() - report.failed());
        root.put("failed", report.failed());
        root.put("seconds", report.took().toMillis() / 1000.0);
        ArrayNode tests = root.putArray("tests");
        report.results().forEach(result -> add(tests.addObject(), result));
        Coverage coverage = report.coverage();
        if (coverage != null) {
            ObjectNode node = root.putObject("coverage");
            node.put("alerts", coverage.size());
            node.set("never_fired", MAPPER.valueToTree(coverage.neverFired()));
            node.set("never_silent", MAPPER.valueToTree(coverage.neverSilent()));
        }
        return pretty(root);
    }

    /** Of files that cannot be run. */
    static String problems(List<Problem> problems) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("ok", false);
        ArrayNode list = root.putArray("problems");
        problems.forEach(problem -> list.addObject()
                .put("file", problem.file())
                .put("line", problem.line())
                .put("column", problem.column())
                .put("message", problem.message()));
        return pretty(root);
    }

    private static void add(ObjectNode node, TestResult result) {
        node.put("file", result.test().file());
        node.put("line", result.test().line());
        node.put("name", result.test().text());
        node.put("ok", result.passed());
        node.set("faults", MAPPER.valueToTree(result.faults()));
        ArrayNode failures = node.putArray("failures");
        for (Failure failure : result.failures()) {
            ObjectNode entry = failures.addObject();
            entry.put("line", failure.where().line());
            entry.put("column", failure.where().column());
            entry.put("alert", failure.where().text());
            entry.put("message", failure.message());
            entry.set(
                    "diff",
                    MAPPER.valueToTree(
                            failure.lines().stream().map(Failure.Line::toString).toList()));
            entry.set("notes", MAPPER.valueToTree(failure.notes()));
        }
    }

    private static String pretty(ObjectNode root) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers", e);
        }
    }
}
