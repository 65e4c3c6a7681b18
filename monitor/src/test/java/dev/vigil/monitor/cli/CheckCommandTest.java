package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.vigil.rules.ProblemKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigil check} as a linter: severities, ids, comments that mute, and the three ways to write the report. */
class CheckCommandTest {

    private static final String WARNED = """
            groups:
              - name: own
                rules:
                  - alert: Hung
                    expr: SELECT job, instance FROM targets WHERE state = 'hung'
                    for: 500ms
                    annotations: {summary: hung}
            """;

    @TempDir
    private Path folder;

    @Test
    void warnsAndPassesUnlessStrict() throws IOException {
        Path rules = write("rules.yml", WARNED);

        Typed typed = Typed.vigil("check", rules.toString());

        assertThat(typed.status()).isZero();
        assertThat(typed.out().lines())
                .contains(
                        rules
                                + ":5:63: warning: targets.state is never 'hung'; it is one of crashed, device_stuck, finished,"
                                + " interrupted, killed, launcher, python_stuck, stalled, starting, training, unreachable"
                                + " [never-true]",
                        "    Compare with a value that the column can have.",
                        rules + ":6:14: warning: 'for' is 500ms, and a target is asked every 1000 ms [short-for]");
        assertThat(typed.err()).contains("0 errors, 2 warnings");
        assertThat(Typed.vigil("check", "--strict", rules.toString()).status()).isEqualTo(1);
    }

    @Test
    void theBuiltInRulesPassStrictly() throws IOException {
        List<String> line = new ArrayList<>(List.of("check", "--strict"));
        try (Stream<Path> files = Files.list(Path.of("..", "rules", "pack"))) {
            files.map(Path::toString).filter(file -> file.endsWith(".yml")).forEach(line::add);
        }

        Typed typed = Typed.vigil(line.toArray(String[]::new));

        assertThat(typed.status()).as(typed.out()).isZero();
        assertThat(typed.out().lines()).hasSize(line.size() - 2).allMatch(told -> told.endsWith(": no mistakes"));
    }

    @Test
    void aCommentMutesAWarningOfItsLineOrItsRule() throws IOException {
        Path line = write(
                "line.yml",
                WARNED.replace("for: 500ms", "for: 500ms # vigil: ignore short-for")
                        .replace("      - alert", "      # vigil: ignore never-true\n      - alert"));
        Path file = write("file.yml", "# vigil: ignore never-true, short-for\n" + WARNED);

        assertThat(Typed.vigil("check", "--strict", line.toString()).out()).isEqualTo(line + ": no mistakes\n");
        assertThat(Typed.vigil("check", "--strict", file.toString()).status()).isZero();
    }

    @Test
    void aCommentThatMutesNothingIsAWarningItself() throws IOException {
        Path rules = write("rules.yml", "# vigil: ignore never-tru\n# vigil: ignore unknown-key\n" + WARNED);

        assertThat(Typed.vigil("check", rules.toString()).out().lines())
                .contains(
                        rules + ":1:17: warning: no warning is called 'never-tru', did you mean 'never-true'?"
                                + " [unknown-ignore]",
                        rules + ":2:17: warning: 'unknown-key' is an error, which cannot be muted [unknown-ignore]");
    }

    @Test
    void aConfigurationTellsWhichWatchesThereAreAndHowOftenTheyAreRead() throws IOException {
        Path rules = write("rules.yml", """
                groups:
                  - name: own
                    rules:
                      - alert: Perplexed
                        expr: SELECT job, instance FROM watches WHERE name = 'perplexity' AND value > 9
                        for: 5s
                        annotations: {summary: perplexed}
                """);
        String config = """
                rule_files: [rules.yml]
                watch_configs: [{job_name: a, poll_interval: 10s, watch: {perplexity: ppl}, local_sd_configs: [{}]}]
                """;

        assertThat(Typed.vigil("check", "--strict", rules.toString()).status()).isZero();
        assertThat(Typed.vigil("check", write("slow.yml", config).toString()).out())
                .contains(":6:14: warning: 'for' is 5s, and a target is asked every 10000 ms [short-for]")
                .doesNotContain("unknown-watch");
        assertThat(Typed.vigil(
                                "check",
                                write("other.yml", config.replace("perplexity:", "perplex:"))
                                        .toString())
                        .out())
                .contains(":5:62: warning: there is no watch 'perplexity'; did you mean 'perplex'? [unknown-watch]");
    }

    @Test
    void speaksJson() throws IOException {
        Path rules = write("rules.yml", WARNED);
        Path config = write("vigil.yml", "globall: {}\n");

        JsonNode reply = new ObjectMapper()
                .readTree(Typed.vigil("check", "--output", "json", config.toString(), rules.toString())
                        .out());

        assertThat(reply.path("ok").asBoolean()).isFalse();
        assertThat(reply.path("errors").asInt()).isEqualTo(1);
        assertThat(reply.path("warnings").asInt()).isEqualTo(2);
        JsonNode problem = reply.at("/problems/0");
        assertThat(problem.path("file").asText()).isEqualTo(rules.toString());
        assertThat(problem.path("line").asInt()).isEqualTo(5);
        assertThat(problem.path("column").asInt()).isEqualTo(63);
        assertThat(problem.path("severity").asText()).isEqualTo("warning");
        assertThat(problem.path("id").asText()).isEqualTo("never-true");
        assertThat(problem.path("hint").asText())
                .isEqualTo(ProblemKind.NEVER_TRUE.advice().orElseThrow());
    }

    @Test
    void speaksSarifAsTheStandardHasIt() throws IOException {
        Path rules = write("rü les.yml", WARNED);
        Path missing = folder.resolve("missing.yml");
        Path config = write("vigil.yml", "globall: {}\n");

        String sarif = Typed.vigil(
                        "check", "--output", "sarif", config.toString(), rules.toString(), missing.toString())
                .out();

        assertThat(sarifSchema().validate(sarif, InputFormat.JSON)).isEmpty();
        JsonNode run = new ObjectMapper().readTree(sarif).at("/runs/0");
        assertThat(ids(run.at("/tool/driver/rules"), "id"))
                .containsExactlyElementsOf(
                        Arrays.stream(ProblemKind.values()).map(ProblemKind::id).toList());
        assertThat(ids(run.path("results"), "ruleId"))
                .containsExactlyInAnyOrder("unknown-key", "unreadable-file", "never-true", "short-for");
        run.path("results")
                .forEach(result -> assertThat(run.at("/tool/driver/rules")
                                .path(result.path("ruleIndex").asInt())
                                .path("id"))
                        .isEqualTo(result.path("ruleId")));
        assertThat(sarif).contains("r%C3%BC%20les.yml").contains("\"level\" : \"warning\"");
    }

    @Test
    void theStandardsSchemaRefusesWhatIsNoSarif() throws IOException {
        assertThat(sarifSchema().validate("{\"version\": \"2.1.0\"}", InputFormat.JSON))
                .isNotEmpty();
    }

    private static Schema sarifSchema() throws IOException {
        try (InputStream in =
                CheckCommandTest.class.getResourceAsStream("/dev/vigil/monitor/check/sarif-schema-2.1.0.json")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                    .getSchema(text, InputFormat.JSON);
        }
    }

    private static List<String> ids(JsonNode list, String key) {
        List<String> ids = new ArrayList<>();
        list.forEach(item -> ids.add(item.path(key).asText()));
        return ids;
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
