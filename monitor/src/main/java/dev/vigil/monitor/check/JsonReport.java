package dev.vigil.monitor.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.rules.Problem;
import java.util.Locale;

/** A report for scripts. */
public final class JsonReport {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonReport() {}

    /** The report; {@code ok} is whether there is no error. */
    public static String of(CheckReport report) {
        ObjectNode reply = MAPPER.createObjectNode();
        reply.put("ok", report.errors() == 0);
        reply.put("errors", report.errors());
        reply.put("warnings", report.warnings());
        reply.set("good", MAPPER.valueToTree(report.good()));
        ArrayNode list = reply.putArray("problems");
        report.problems().forEach(problem -> list.add(problem(problem)));
        return text(reply);
    }

    private static ObjectNode problem(Problem problem) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("file", problem.file())
                .put("line", problem.line())
                .put("column", problem.column())
                .put("severity", problem.kind().severity().name().toLowerCase(Locale.ROOT))
                .put("id", problem.kind().id())
                .put("message", problem.message());
        problem.kind().advice().ifPresent(advice -> node.put("hint", advice));
        return node;
    }

    /** A tree as indented text. */
    static String text(JsonNode tree) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers", e);
        }
    }
}
