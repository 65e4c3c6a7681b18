package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** {@code vigil test} on the examples of its page, which are its files here. */
class TestCommandTest {

    private static final Path PAGE = Path.of("..", "docs", "testing-rules.md");
    private static final Pattern FILE = Pattern.compile("```yaml\n# (\\S+\\.yml)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern OUTPUT = Pattern.compile("```text\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private String page = "";
    private final Map<String, Path> files = new LinkedHashMap<>();

    @BeforeEach
    void writeTheExamples() throws IOException {
        page = Files.readString(PAGE);
        Matcher file = FILE.matcher(page);
        while (file.find()) {
            files.put(file.group(1), write(file.group(1), "# " + file.group(1) + "\n" + file.group(2)));
        }
        assertThat(files).containsOnlyKeys("my-rules.yml", "my-rules.test.yml", "failing.test.yml");
    }

    @Test
    void theExamplesPassOrFailAsThePageSays() throws IOException {
        Typed typed = Typed.vigil("test", folder.toString());

        Matcher failure = OUTPUT.matcher(page);
        assertThat(failure.find()).isTrue();
        List<String> lines =
                typed.out().lines().map(line -> line.replace(folder + "/", "")).toList();
        List<String> shown = failure.group(1).lines().toList();
        assertThat(typed.status()).isEqualTo(1);
        assertThat(lines.subList(0, shown.size() - 1)).isEqualTo(shown.subList(0, shown.size() - 1));
        assertThat(lines.get(shown.size() - 1)).isEqualTo("ok    my-rules.test.yml  2 tests");
        assertThat(lines.get(shown.size())).startsWith("1 failed, 2 passed in ");
        assertThat(typed.err()).isEqualTo("Running 3 tests\n");
    }

    @Test
    void tellsProgramsAndCiWhatItTellsPeople() throws Exception {
        Path junit = folder.resolve("report.xml");

        Typed typed = Typed.vigil(
                "test", "--coverage", "--output", "json", "--junit", junit.toString(), file("failing.test.yml"));

        JsonNode json = new ObjectMapper().readTree(typed.out());
        assertThat(typed.status()).isEqualTo(1);
        assertThat(json.at("/failed").asInt()).isEqualTo(1);
        assertThat(json.at("/tests/0/name").asText()).isEqualTo("mistaken");
        assertThat(json.at("/tests/0/failures/1/diff/1").asText()).isEqualTo("+ firing@40s");
        assertThat(json.at("/coverage/never_fired")).isEmpty();
        assertThat(json.at("/coverage/never_silent/0").asText()).isEqualTo("LossAboveTen");
        Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(junit.toFile());
        assertThat(xml.getDocumentElement().getAttribute("failures")).isEqualTo("1");
        assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(2);
    }

    @Test
    void runsTheTestsThatAreAskedFor() {
        Typed some = Typed.vigil("test", "--run", "less a second$", folder.toString());
        Typed none = Typed.vigil("test", "--run", "^less", folder.toString());

        assertThat(some.status()).isZero();
        assertThat(some.out()).contains("1 passed").doesNotContain("failing.test.yml");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).contains("there is no test whose name has '^less' in it");
        assertThat(Typed.vigil("test", "--run", "(", folder.toString()).status())
                .isEqualTo(2);
    }

    @Test
    void tellsEveryMistakeOfEveryFileAndRunsNothing() throws IOException {
        Path unknown = write("unknown.test.yml", """
                rule_files: [my-*.yml]
                tests:
                  - {name: a, silent: [LossAboveTem]}
                """);
        Path missing = write("missing.test.yml", """
                rule_files: [nope.yml]
                tests:
                  - {name: a, silent: [LossAboveTen], inputs: []}
                """);

        for (String command : List.of("test", "check")) {
            Typed typed = Typed.vigil(command, unknown.toString(), missing.toString(), folder + "/none.test.yml");

            assertThat(typed.status()).isEqualTo(1);
            assertThat(typed.out().replace(folder + "/", "").replace("error: ", ""))
                    .as(command)
                    .contains(
                            "missing.test.yml:3:39: unknown key 'inputs', did you mean 'input'?",
                            "none.test.yml: no such file");
        }
        assertThat(Typed.vigil("test", unknown.toString()).out())
                .contains(":3:24: no rule raises an alert 'LossAboveTem', did you mean 'LossAboveTen'?");
    }

    @Test
    void checksTestFilesWithoutRunningThem() {
        Typed typed = Typed.vigil("check", file("my-rules.test.yml"), file("failing.test.yml"));

        assertThat(typed.status()).isZero();
        assertThat(typed.out()).contains("my-rules.test.yml: no mistakes", "failing.test.yml: no mistakes");
    }

    private String file(String name) {
        return files.getOrDefault(name, Path.of("none")).toString();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
