package dev.vigil.flink.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.flink.cluster.EmbeddedCluster;
import dev.vigil.flink.sql.RulesRefusedException;
import dev.vigil.rules.RuleSet;
import dev.vigil.rules.testing.AlertTold;
import dev.vigil.rules.testing.RuleTest;
import dev.vigil.rules.testing.RuleTestReader;
import dev.vigil.rules.yaml.Problems;
import dev.vigil.rules.yaml.RuleReader;
import dev.vigil.rules.yaml.YamlSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RuleTestsTest {

    private static final String RULES = """
            groups:
              - name: g
                rules:
                  - alert: High
                    expr: SELECT job, instance, rank, step, value FROM watches WHERE value > 10.0
                    for: 30s
                    keep_firing_for: 20m
                    annotations: {summary: '{{ $value }} at {{ $values.step }}'}
                  - alert: Sum
                    expr: SELECT job, SUM(value) AS value FROM watches GROUP BY job HAVING SUM(value) > 100
                  - alert: Pair
                    expr: SELECT a.job, a.instance FROM watches a JOIN targets t ON a.instance = t.instance WHERE a.value > 10.0
                  - alert: Timeouts
                    expr: |
                      SELECT job, COUNT(*) AS value FROM TABLE(TUMBLE(TABLE polls, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
                      WHERE outcome = 'timeout' GROUP BY job, window_start, window_end HAVING COUNT(*) >= 3
                  - alert: Rising
                    expr: |
                      SELECT job, instance, value FROM (
                        SELECT job, instance, value, LAG(value, 2) OVER (PARTITION BY job ORDER BY ts) AS before
                        FROM watch_samples) WHERE value > before
                    keep_firing_for: 10s
                  - alert: Divides
                    expr: SELECT job, CAST(1 / CAST(step AS INT) AS DOUBLE) AS value FROM gradients WHERE 1 / CAST(step AS INT) > 5
                  - record: r
                    expr: SELECT job, value FROM watches
            """;

    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = EmbeddedCluster.temporary();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void runsEachTestAsIfItWereAlone() throws Exception {
        String high = "input: [{table: watches, columns: {name: loss, step: 1+1x60, value: 1x9 11x19 12x30}}]";
        String samples = "input: [{table: watch_samples, columns: {name: loss, value: %s}}]";
        String polls = "input: [{table: polls, at: 5s, columns: {outcome: timeout, seconds: %s}}]";
        List<TestRun> runs = run(List.of(
                test(high + ", until: 60s"),
                test(high + ", until: 60s"),
                test("until: 30m"),
                test(String.format(samples, "1 2") + ", until: 20s"),
                test(String.format(samples, "3 4") + ", until: 20s"),
                test(String.format(samples, "3 4 5") + ", until: 20s"),
                test(String.format(polls, "1x1") + ", until: 2m"),
                test(String.format(polls, "1x2") + ", until: 2m")));

        assertThat(runs)
                .extracting(RuleTestsTest::story)
                .containsExactly(
                        "High pending@10 High firing@40",
                        "High pending@10 High firing@40",
                        "",
                        "",
                        "",
                        "Rising firing@2 Rising resolved@12",
                        "",
                        "Timeouts firing@60");
        assertThat(runs).allSatisfy(run -> assertThat(run.faults()).isEmpty());
    }

    @Test
    void rowsComeChangeAndGo() throws Exception {
        String rank = "{table: watches, at: %s, gone: %s, columns: {name: loss, rank: '%s', value: 40}}";
        String input = String.join(
                ", ",
                String.format(rank, "0s", "30s", 0),
                String.format(rank, "10s", "40s", 1),
                String.format(rank, "20s", "1h", 2));

        List<TestRun> runs = run(List.of(test("input: [" + input + "], until: 50s")));

        assertThat(runs.get(0).told().stream().filter(told -> told.alert().equals("Sum")))
                .extracting(RuleTestsTest::text)
                .containsExactly("Sum firing@20", "Sum resolved@30");
    }

    @Test
    void joinsAreExactButForTheirSecondOfAgreement() throws Exception {
        String input =
                "{table: watches, columns: {name: loss, value: 1x9 20x9}}, {table: targets, at: 15s, columns: {state: x}}";

        List<TestRun> runs = run(List.of(test("input: [" + input + "], until: 29s")));

        assertThat(story(runs.get(0))).isEqualTo("High pending@10 Pair firing@16");
    }

    @Test
    void tellsTheValuesOfTheTimesThatAreAskedFor() throws Exception {
        List<TestRun> runs =
                run(List.of(test("input: [{table: watches, columns: {name: l, step: 1+1x99, value: 11+1x99}}],"
                        + " expect: [{alert: High, at: 50s, firing: 1}, {alert: High, at: 60s, firing: 1}]")));

        List<AlertTold> high = runs.get(0).told().stream()
                .filter(told -> told.alert().equals("High"))
                .toList();
        assertThat(high)
                .extracting(told -> told.annotations().get("summary"))
                .containsSubsequence("61 at 51", "71 at 61")
                .hasSizeLessThan(6);
    }

    @Test
    void aTargetsLabelsAndWhetherItCanBeReadFollowItsRows() throws Exception {
        String watch = "{table: watches, columns: {name: loss, value: 11, labels: {team: nlp}}}";
        String target = "{table: targets, columns: {state: {0s: training, 10s: unreachable, 100s: training}}}";

        List<TestRun> runs = run(List.of(test("input: [" + watch + ", " + target + "], until: 3m")));

        AlertTold fired = runs.get(0).told().stream()
                .filter(told -> told.alert().equals("High"))
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(fired.labels()).containsEntry("team", "nlp");
        assertThat(fired.state()).hasToString("FIRING");
        assertThat(fired.at().toSeconds())
                .as("a hold of 30 s, of which 90 s do not count")
                .isBetween(119L, 122L);
    }

    @Test
    void tellsOfRowsThatARuleCannotDigest() throws Exception {
        List<TestRun> runs =
                run(List.of(test("input: [{table: gradients, columns: {step: 1 0}}], until: 5s"), test("until: 5s")));

        assertThat(runs.get(0).faults()).singleElement().asString().contains("g/Divides", "/ by zero");
        assertThat(runs.get(1).faults()).isEmpty();
    }

    @Test
    void saysWhichRulesCannotRun() {
        RuleSet rules = rules("groups: [{name: g, rules: [{alert: A, expr: SELECT nothing FROM watches}]}]");

        assertThatThrownBy(() -> RuleTests.run(List.of(new Suite(rules, List.of(test("until: 5s")))), () -> cluster))
                .isInstanceOf(RulesRefusedException.class)
                .hasMessageContaining("nothing");
    }

    @Test
    void aHundredTestsAreOneJob() throws Exception {
        List<RuleTest> tests = IntStream.range(0, 100)
                .mapToObj(i -> test(
                        "input: [{table: watches, columns: {name: l, value: 1x" + (i + 1) + " 11x60}}], until: 4m"))
                .toList();

        List<TestRun> runs = run(tests);

        for (int i = 0; i < 100; i++) {
            assertThat(story(runs.get(i))).isEqualTo("High pending@" + (i + 2) + " High firing@" + (i + 32));
        }
    }

    private static List<TestRun> run(List<RuleTest> tests) throws InterruptedException {
        return RuleTests.run(List.of(new Suite(rules(RULES), tests)), () -> cluster);
    }

    private static RuleSet rules(String text) {
        RuleReader.Result result = RuleReader.read(List.of(new YamlSource("rules.yml", text)));
        return result.rules().orElseThrow(() -> new AssertionError(result.problems()));
    }

    private static RuleTest test(String keys) {
        Problems problems = new Problems();
        String text = "tests: [{name: t, silent: [], " + keys + "}]";
        return new RuleTestReader(TestTables.shapes())
                .read(new YamlSource("t.yml", text), problems)
                .orElseThrow(() -> new AssertionError(problems.list()))
                .tests()
                .get(0);
    }

    private static String story(TestRun run) {
        List<String> story = new ArrayList<>();
        run.told().stream()
                .map(RuleTestsTest::text)
                .filter(text -> !story.contains(text))
                .forEach(story::add);
        return story.stream().collect(Collectors.joining(" "));
    }

    private static String text(AlertTold told) {
        return told.alert() + " " + told.state().toString().toLowerCase(Locale.ROOT) + "@"
                + told.at().toMillis() / 1000;
    }
}
