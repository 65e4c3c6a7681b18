package dev.vigil.monitor.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The dashboard in {@code grafana/}, as far as tests look at it. */
final class Dashboard {

    private final JsonNode root;

    private Dashboard(JsonNode root) {
        this.root = root;
    }

    static Dashboard read() throws IOException {
        return new Dashboard(
                new ObjectMapper().readTree(file("dashboards/vigil.json").toFile()));
    }

    /** A file of {@code grafana/}. */
    static Path file(String name) {
        Path file = Path.of("..", "grafana", name);
        if (!Files.exists(file)) {
            throw new AssertionError("not found from the module's folder: " + file.toAbsolutePath());
        }
        return file;
    }

    JsonNode root() {
        return root;
    }

    /** Every panel's queries, Grafana's variables replaced as Grafana does for "All". */
    List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : root.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        panel.path("title").asText(), fill(target.path("expr").asText())));
            }
        }
        return queries;
    }

    /** Queries of annotations and variables. */
    List<Query> others() {
        List<Query> queries = new ArrayList<>();
        root.at("/annotations/list")
                .forEach(annotation -> queries.add(new Query(
                        annotation.path("name").asText(),
                        fill(annotation.path("expr").asText()))));
        for (JsonNode variable : root.at("/templating/list")) {
            String definition = variable.path("definition").asText();
            if (definition.startsWith("label_values(")) {
                String expr = definition.substring("label_values(".length(), definition.lastIndexOf(','));
                queries.add(new Query(variable.path("name").asText(), fill(expr)));
            }
        }
        return queries;
    }

    private static String fill(String expr) {
        return expr.replace("$job", ".+").replace("$instance", ".+").replace("$__rate_interval", "10s");
    }

    /** A query and the panel it is in. */
    record Query(String title, String expr) {}
}
