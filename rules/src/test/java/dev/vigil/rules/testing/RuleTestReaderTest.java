package dev.vigil.rules.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.vigil.rules.Problem;
import dev.vigil.rules.testing.Input.RowAt;
import dev.vigil.rules.yaml.Problems;
import dev.vigil.rules.yaml.YamlSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RuleTestReaderTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "tests", "bad");

    static List<String> bad() throws IOException {
        try (Stream<Path> all = Files.list(FOLDER)) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreBadFiles() throws IOException {
        assertThat(bad()).hasSizeGreaterThan(3);
    }

    /** Beside each bad file lies what is told about it, to the letter. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void tellsEveryMistake(String file) throws IOException {
        Problems problems = new Problems();

        Optional<TestFile> read = read(file, Files.readString(FOLDER.resolve(file)), problems);

        String told = problems.list().stream().map(Problem::toString).collect(Collectors.joining("\n", "", "\n"));
        assertThat(told).isEqualTo(Files.readString(FOLDER.resolve(file.replace(".yml", ".txt"))));
        assertThat(read).isEmpty();
    }

    @Test
    void rowsOfStateChangeWhereAnyColumnDoes() {
        Input input =
                input("{table: watches, at: 1s, columns: {name: loss, value: 1 _ 2x1, error: {2500ms: no, 4s: null}}}");

        assertThat(input.rows())
                .extracting(
                        RowAt::at,
                        row -> row.values().get("value"),
                        row -> row.values().get("error"))
                .containsExactly(
                        tuple(Duration.ofSeconds(1), 1.0, null),
                        tuple(Duration.ofMillis(2500), 1.0, "no"),
                        tuple(Duration.ofSeconds(3), 2.0, "no"),
                        tuple(Duration.ofSeconds(4), 2.0, null));
    }

    @Test
    void historiesHaveARowForEachValue() {
        Input input = input("{table: polls, columns: {outcome: timeout, seconds: 5 _ 5 null}}");

        assertThat(input.rows())
                .extracting(
                        RowAt::at,
                        row -> row.values().get("seconds"),
                        row -> row.values().get("outcome"))
                .containsExactly(
                        tuple(Duration.ZERO, 5.0, "timeout"),
                        tuple(Duration.ofSeconds(2), 5.0, "timeout"),
                        tuple(Duration.ofSeconds(3), null, "timeout"));
    }

    @Test
    void whoIsMeantHasDefaults() {
        assertThat(input("{table: targets, columns: {rank: 3, odd: yes}}")
                        .rows()
                        .get(0)
                        .values())
                .containsEntry("job", "pretrain")
                .containsEntry("instance", "host-3:9900")
                .containsEntry("rank", "3")
                .containsEntry("odd", true);
    }

    @Test
    void aTestLastsAsLongAsWhatItSays() {
        assertThat(test("input: [{table: polls, columns: {seconds: 1x5}}]\n    silent: [A]")
                        .until())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(test("expect: [{alert: A, at: 7s, firing: 0}, {alert: A, history: [firing@9s]}]")
                        .until())
                .isEqualTo(Duration.ofSeconds(9));
        assertThat(test("silent: [A]\n    until: 1m").until()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void tellsAlertsThatNoRuleRaises() {
        TestFile file = file("silent: [LosSpike]\n    expect: [{alert: NoLoss, at: 1s, firing: 0}]");

        assertThat(RuleTestReader.unknownAlerts(file, List.of("LossSpike", "NonFiniteLoss")))
                .extracting(Problem::toString)
                .containsExactly(
                        "t.yml:4:22: no rule raises an alert 'NoLoss' (there are: LossSpike, NonFiniteLoss)",
                        "t.yml:3:14: no rule raises an alert 'LosSpike', did you mean 'LossSpike'?");
    }

    private static Input input(String item) {
        return test("silent: [A]\n    input: [" + item + "]").input().get(0);
    }

    private static RuleTest test(String keys) {
        return file(keys).tests().get(0);
    }

    private static TestFile file(String keys) {
        Problems problems = new Problems();
        Optional<TestFile> file = read("t.yml", "tests:\n  - name: t\n    " + keys + "\n", problems);
        assertThat(problems.list()).isEmpty();
        return file.orElseThrow();
    }

    private static Optional<TestFile> read(String name, String text, Problems problems) {
        return new RuleTestReader(Shapes.ALL).read(new YamlSource(name, text), problems);
    }
}
