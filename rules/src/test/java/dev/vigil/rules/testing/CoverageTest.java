package dev.vigil.rules.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.rules.testing.Expectation.State;
import dev.vigil.rules.yaml.Problems;
import dev.vigil.rules.yaml.RuleReader;
import dev.vigil.rules.yaml.YamlSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoverageTest {

    private final Coverage coverage = new Coverage();

    CoverageTest() {
        String rules =
                "groups: [{name: g, rules: [{alert: A, expr: SELECT 1}, {alert: B, expr: SELECT 1}, {record: r, expr: SELECT 1}]}]";
        coverage.rules(
                RuleReader.read(List.of(new YamlSource("r.yml", rules))).rules().orElseThrow());
    }

    @Test
    void anAlertIsShownFromBothSides() {
        coverage.test(test("expect: [{alert: A, at: 1s, firing: 1}]"), List.of(fired("A")));
        coverage.test(test("silent: [B]"), List.of());

        assertThat(coverage.size()).isEqualTo(2);
        assertThat(coverage.neverFired()).containsExactly("B");
        assertThat(coverage.neverSilent()).containsExactly("A");
    }

    @Test
    void silenceOfWhatNobodyNamesShowsNothing() {
        coverage.test(test("silent: others"), List.of());

        assertThat(coverage.neverSilent()).containsExactly("A", "B");
    }

    @Test
    void whatFiresLaterInTheTestWasNotSilent() {
        coverage.test(test("expect: [{alert: A, at: 1s, inactive: true}]"), List.of(fired("A")));
        coverage.test(test("expect: [{alert: B, at: 1s, firing: 0}]"), List.of());

        assertThat(coverage.neverSilent()).containsExactly("A");
    }

    private static RuleTest test(String keys) {
        String text = "tests: [{name: t, " + keys + "}]";
        return new RuleTestReader(Shapes.ALL)
                .read(new YamlSource("t.yml", text), new Problems())
                .orElseThrow()
                .tests()
                .get(0);
    }

    private static AlertTold fired(String alert) {
        return new AlertTold(alert, Duration.ofSeconds(2), State.FIRING, Map.of(), Map.of(), null);
    }
}
