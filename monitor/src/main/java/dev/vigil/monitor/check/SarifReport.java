package dev.vigil.monitor.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A report in SARIF 2.1.0 (OASIS standard), which code hosts and editors show beside the lines. */
public final class SarifReport {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<ProblemKind> KINDS = Arrays.asList(ProblemKind.values());

    private SarifReport() {}

    /** The report: one run, whose rules are all kinds of mistakes that there are. */
    public static String of(CheckReport report) {
        ObjectNode log = MAPPER.createObjectNode()
                .put(
                        "$schema",
                        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
                .put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "vigil check").put("version", report.version());
        ArrayNode rules = driver.putArray("rules");
        KINDS.forEach(kind -> rules.add(rule(kind)));
        // Columns are counted in code points.
        run.put("columnKind", "unicodeCodePoints");
        ArrayNode results = run.putArray("results");
        report.problems().forEach(problem -> results.add(result(problem)));
        return JsonReport.text(log);
    }

    private static ObjectNode rule(ProblemKind kind) {
        ObjectNode rule = MAPPER.createObjectNode().put("id", kind.id());
        rule.putObject("shortDescription").put("text", kind.reason());
        kind.advice().ifPresent(advice -> rule.putObject("help").put("text", advice));
        rule.putObject("defaultConfiguration").put("level", level(kind));
        return rule;
    }

    private static ObjectNode result(Problem problem) {
        ObjectNode result = MAPPER.createObjectNode()
                .put("ruleId", problem.kind().id())
                .put("ruleIndex", KINDS.indexOf(problem.kind()))
                .put("level", level(problem.kind()));
        result.putObject("message").put("text", problem.message());
        ObjectNode place = result.putArray("locations").addObject().putObject("physicalLocation");
        place.putObject("artifactLocation").put("uri", uri(problem.file()));
        if (problem.line() > 0) {
            ObjectNode region = place.putObject("region").put("startLine", problem.line());
            if (problem.column() > 0) {
                region.put("startColumn", problem.column());
            }
        }
        return result;
    }

    /** Relative where the user's path is, so that a code host finds the file in the repository. */
    private static String uri(String file) {
        Path path = Path.of(file);
        String absolute = path.toAbsolutePath().toUri().getRawPath();
        if (path.isAbsolute()) {
            return "file://" + absolute;
        }
        String here = Path.of("").toAbsolutePath().toUri().getRawPath();
        return absolute.substring(here.endsWith("/") ? here.length() : here.length() + 1);
    }

    private static String level(ProblemKind kind) {
        return kind.severity().name().toLowerCase(Locale.ROOT);
    }
}
