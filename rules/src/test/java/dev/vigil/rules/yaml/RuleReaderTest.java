package dev.vigil.rules.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Expression;
import dev.vigil.rules.NoData;
import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import dev.vigil.rules.RecordRule;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleReaderTest {

    private static List<Rule> rules(YamlSource... sources) {
        return RuleReader.read(List.of(sources)).rules().orElseThrow().rules();
    }

    private static YamlSource good(String file) throws Exception {
        return new YamlSource(file, Files.readString(Path.of("src", "test", "resources", "rules", "good", file)));
    }

    private static YamlSource group(String file, String group, String... rules) {
        return new YamlSource(
                file,
                "groups:\n  - name: " + group + "\n    rules:\n      - " + String.join("\n      - ", rules) + "\n");
    }

    private static String alert(String name) {
        return "{alert: " + name + ", expr: SELECT job FROM jobs}";
    }

    @Test
    void readsEveryKey() throws Exception {
        List<Rule> rules = rules(good("full.yml"));

        assertThat(rules)
                .containsExactly(
                        new AlertRule(
                                "numerics/NonFiniteLoss",
                                "numerics",
                                "NonFiniteLoss",
                                new Expression("""
                                        SELECT job, instance, rank, step, value
                                        FROM watches
                                        WHERE name = 'loss' AND non_finite > 0
                                        """, "full.yml", 10, 11),
                                Duration.ZERO,
                                Duration.ofMinutes(1),
                                10,
                                NoData.RESOLVE,
                                List.of("job", "instance", "rank"),
                                Map.of(
                                        "component",
                                        "training",
                                        "where",
                                        "{{ $labels.instance | stripPort }}",
                                        "severity",
                                        "critical"),
                                Map.of(
                                        "summary",
                                        "Loss on rank {{ $labels.rank }} is {{ $value }} at step {{ $values.step }}"),
                                List.of("loss", "model")),
                        new RecordRule(
                                "numerics/vigil:step_seconds",
                                "numerics",
                                "vigil:step_seconds",
                                new Expression(
                                        "SELECT job, instance, rank, step_seconds AS value FROM targets",
                                        "full.yml",
                                        23,
                                        15),
                                Map.of(
                                        "component",
                                        "training",
                                        "where",
                                        "{{ $labels.instance | stripPort }}",
                                        "unit",
                                        "seconds")));
    }

    @Test
    void fillsInDefaults() throws Exception {
        AlertRule rule = (AlertRule) rules(good("minimal.yml")).get(0);

        assertThat(rule.holdFor()).isZero();
        assertThat(rule.keepFiringFor()).isNull();
        assertThat(rule.limit()).isZero();
        assertThat(rule.noData()).isEqualTo(NoData.KEEP);
        assertThat(rule.identity()).isEmpty();
        assertThat(rule.labels()).isEmpty();
        assertThat(rule.annotations()).isEmpty();
        assertThat(rule.investigate()).isEmpty();
    }

    @Test
    void theRulesLabelsAndLimitComeBeforeTheGroups() {
        AlertRule rule = (AlertRule) rules(new YamlSource("f.yml", """
                groups:
                  - name: g
                    limit: 5
                    labels: {a: group, b: group}
                    rules:
                      - {alert: A, expr: SELECT job FROM jobs, labels: {b: rule}}
                """)).get(0);

        assertThat(rule.labels()).isEqualTo(Map.of("a", "group", "b", "rule"));
        assertThat(rule.limit()).isEqualTo(5);
    }

    @Test
    void countsOnWhereAnIdIsTaken() throws Exception {
        assertThat(rules(good("repeated-names.yml")))
                .extracting(Rule::id)
                .containsExactly("speed/Slow", "speed/Slow#2");
        assertThat(rules(group("a.yml", "a/b", alert("c")), group("b.yml", "a", alert("b/c"))))
                .extracting(Rule::id)
                .containsExactly("a/b/c", "a/b/c#2");
    }

    @Test
    void groupsOfDifferentFilesMayShareAName() {
        assertThat(rules(group("a.yml", "g", alert("A")), group("b.yml", "g", alert("B"))))
                .extracting(Rule::id)
                .containsExactly("g/A", "g/B");
    }

    @Test
    void tellsTheMistakesOfAllFiles() {
        RuleReader.Result result = RuleReader.read(List.of(
                group("b.yml", "g", "{alert: A}"),
                group("a.yml", "g", "{record: A}"),
                group("c.yml", "h", alert("A"))));

        assertThat(result.rules()).isEmpty();
        assertThat(result.problems())
                .containsExactly(
                        new Problem("a.yml", 4, 9, ProblemKind.MISSING_KEY, "'expr' is missing: the rule's SELECT"),
                        new Problem("b.yml", 4, 9, ProblemKind.MISSING_KEY, "'expr' is missing: the rule's SELECT"));
    }

    @Test
    void handsOutRulesWithMistakesForALookAtTheirQueries() {
        RuleSet pack = new RuleSet(rules(group("pack.yml", "g", alert("A"))));

        RuleReader.Result result = RuleReader.read(
                List.of(group(
                        "own.yml", "g", "{alert: B, expr: SELECT 1, fro: 1s}", "{alert: C, expr: ' '}", "{alert: D}")),
                pack);

        assertThat(result)
                .isInstanceOfSatisfying(
                        RuleReader.Refused.class,
                        refused -> assertThat(refused.readable())
                                .extracting(Rule::id)
                                .containsExactly("g/B"));
    }

    @Test
    void addsToTheRulesThatAreThere() {
        RuleSet pack = new RuleSet(rules(group("pack.yml", "g", alert("A"))));

        RuleReader.Result result = RuleReader.read(List.of(group("own.yml", "g", alert("B"))), pack);

        assertThat(result.rules().orElseThrow().rules()).extracting(Rule::id).containsExactly("g/A", "g/B");
    }

    @Test
    void tellsARuleThatIsThereAlready() {
        RuleSet pack = new RuleSet(rules(group("pack.yml", "g", alert("A"))));

        RuleReader.Result result = RuleReader.read(List.of(group("own.yml", "own", alert("A"))), pack);

        assertThat(result.problems())
                .containsExactly(new Problem(
                        "own.yml",
                        4,
                        9,
                        ProblemKind.DUPLICATE_RULE,
                        "there is already a rule 'A' with these labels, at pack.yml:4"));
    }

    @Test
    void noFilesAreNoRules() {
        assertThat(rules()).isEmpty();
    }

    @Test
    void refusesAQueryThatNobodyWrote() {
        RuleReader.Result result =
                RuleReader.read(List.of(group("f.yml", "g", "{alert: A, expr: '" + "x".repeat(70_000) + "'}")));

        assertThat(result.problems())
                .containsExactly(
                        new Problem("f.yml", 4, 26, ProblemKind.WRONG_VALUE, "'expr' is longer than 65536 characters"));
    }
}
