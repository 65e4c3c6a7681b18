package dev.vigil.rules.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.rules.ProblemKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the documentation says is true. */
class DocumentationTest {

    private static final Path DOCS = Path.of("..", "docs");

    private static List<String> found(String file, String pattern) throws Exception {
        return Pattern.compile(pattern, Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(Files.readString(DOCS.resolve(file)))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    @Test
    void rulesInTheTextAreRules() throws Exception {
        List<String> examples = found("rules.md", "^```yaml\n(.*?)^```");

        assertThat(examples)
                .isNotEmpty()
                .allSatisfy(example -> assertThat(RuleReader.read(List.of(new YamlSource("rules.md", example)))
                                .problems())
                        .isEmpty());
    }

    @Test
    void everyKindOfMistakeIsExplainedAndNoOther() throws Exception {
        List<String> kinds = Arrays.stream(ProblemKind.values())
                .map(kind -> "| `" + kind.id() + "` | " + kind.reason() + " | "
                        + kind.advice().orElse("Each message says it.") + " |")
                .toList();

        assertThat(found("rules.md", "^(\\| `[a-z-]+` \\| [A-Z].*?\\. \\| .*?\\. \\|)$"))
                .containsExactlyInAnyOrderElementsOf(kinds);
    }
}
