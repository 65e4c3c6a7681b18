package dev.vigil.rules.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IgnoresTest {

    private static final String FILE = """
            # why this file is here
            groups:
              - name: first  # vigil: ignore nan-decimal
                rules:
                  # The row is there for one poll only.
                  # vigil: ignore short-for, missing-summary

                  - alert: A
                    expr: |
                      SELECT job
                      -- vigil: ignore never-true
                      FROM targets WHERE state = 'hung'
                      OR state = 'hang'
                  - alert: B
                    expr: SELECT job FROM targets
              - name: second
                rules:
                  - {alert: C, for: 1ms}   # vigil: ignore short-for
            """;

    @Test
    void aCommentHoldsForTheLineTheRuleOrTheGroupThatItStandsBefore() {
        assertThat(muted(FILE, ProblemKind.NEVER_TRUE)).containsExactly(12);
        assertThat(muted(FILE, ProblemKind.SHORT_FOR)).containsExactly(8, 9, 10, 11, 12, 13, 18, 19);
        assertThat(muted(FILE, ProblemKind.MISSING_SUMMARY)).containsExactly(8, 9, 10, 11, 12, 13);
        assertThat(muted(FILE, ProblemKind.NAN_DECIMAL)).containsExactlyElementsOf(range(3, 15));
        assertThat(muted("# vigil: ignore never-true\n" + FILE, ProblemKind.NEVER_TRUE))
                .containsExactlyElementsOf(range(3, 20));
    }

    @Test
    void errorsAreNeverMuted() {
        Ignores ignores = Ignores.of(new YamlSource("f.yml", "a: 1 # vigil: ignore unknown-key\n"));

        assertThat(ignores.mute(new Problem("f.yml", 1, 1, ProblemKind.UNKNOWN_KEY, "a")))
                .isFalse();
        assertThat(ignores.unknown())
                .extracting(Problem::toString)
                .containsExactly("f.yml:1:22: 'unknown-key' is an error, which cannot be muted");
    }

    @Test
    void aFileThatIsNoYamlHasCommentsToo() {
        assertThat(muted("a: [ # vigil: ignore short-for\n", ProblemKind.SHORT_FOR))
                .containsExactly(1);
    }

    @Test
    void tellsWhatARuleFileLacks() {
        String text = """
                groups:
                  - name: g
                    rules:
                      - {alert: A, expr: SELECT 1, for: 999ms, annotations: {summary: a}}
                      - {alert: B, expr: SELECT 1, for: 1s, annotations: {description: b}}
                      - {alert: C, expr: SELECT 1, for: 0s}
                      - {record: d, expr: SELECT 1}
                """;

        assertThat(RuleFileLint.lint(new YamlSource("f.yml", text), Duration.ofSeconds(1)))
                .extracting(Problem::toString)
                .containsExactly(
                        "f.yml:4:41: 'for' is 999ms, and a target is asked every 1000 ms",
                        "f.yml:5:9: the alert has no annotation 'summary'",
                        "f.yml:6:9: the alert has no annotation 'summary'");
    }

    @Test
    void everyKindSaysWhyAndMostWhatToDo() {
        for (ProblemKind kind : ProblemKind.values()) {
            assertThat(kind.id()).matches("[a-z]+(-[a-z]+)*");
            assertThat(ProblemKind.withId(kind.id())).contains(kind);
            assertThat(kind.reason()).endsWith(".");
            assertThat(kind.advice().orElse("Each message says it.")).endsWith(".");
        }
    }

    private static List<Integer> range(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }

    private static List<Integer> muted(String text, ProblemKind kind) {
        Ignores ignores = Ignores.of(new YamlSource("f.yml", text));
        return IntStream.rangeClosed(1, 30)
                .filter(line -> ignores.mute(new Problem("f.yml", line, 1, kind, "")))
                .boxed()
                .toList();
    }
}
