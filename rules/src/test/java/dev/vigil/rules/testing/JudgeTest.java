package dev.vigil.rules.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.rules.testing.Expectation.State;
import dev.vigil.rules.yaml.Problems;
import dev.vigil.rules.yaml.YamlSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private static final AlertTold PENDING = told("A", 5, State.PENDING, "0");
    private static final AlertTold FIRING = told("A", 35, State.FIRING, "0");
    private static final AlertTold RESOLVED = told("A", 95, State.RESOLVED, "0");
    private static final List<AlertTold> LIFE = List.of(PENDING, FIRING, RESOLVED);

    @Test
    void knowsTheStateAtATime() {
        assertThat(failures("{alert: A, at: 4s, inactive: true}", LIFE)).isEmpty();
        assertThat(failures("{alert: A, at: 5s, pending: 1}", LIFE)).isEmpty();
        assertThat(failures("{alert: A, at: 34s, firing: 0}", LIFE)).isEmpty();
        assertThat(failures("{alert: A, at: 35s, firing: 1}", LIFE)).isEmpty();
        assertThat(failures("{alert: A, at: 94s, resolved: 0}", LIFE)).isEmpty();
        assertThat(failures("{alert: A, at: 95s, resolved: 1}", LIFE)).isEmpty();
        assertThat(failures("{alert: A, at: 95s, inactive: true}", LIFE)).isEmpty();
        assertThat(failures("{alert: A, at: 16m34s, resolved: 1}", LIFE)).isEmpty();
        assertThat(failures("{alert: A, at: 16m35s, resolved: 0}", LIFE)).isEmpty();
    }

    @Test
    void saysWhatWasGotInstead() {
        assertThat(failures("{alert: A, at: 34s, firing: 1}", LIFE))
                .containsExactly(
                        "t.yml:4:15: A at 34s: expected 1 firing, got 0",
                        "- firing {}",
                        "what it did: pending@5s, firing@35s, resolved@1m35s");
        assertThat(failures("{alert: A, at: 34s, inactive: true}", LIFE))
                .containsExactly(
                        "t.yml:4:15: A at 34s: expected to be inactive",
                        "+ pending {rank=\"0\"}",
                        "what it did: pending@5s, firing@35s, resolved@1m35s");
        assertThat(failures("{alert: B, at: 34s, firing: 1}", LIFE))
                .containsExactly(
                        "t.yml:4:15: B at 34s: expected 1 firing, got 0", "- firing {}", "B did nothing in this test");
    }

    @Test
    void comparesOnlyWhatIsNamed() {
        assertThat(failures("{alert: A, at: 40s, firing: [{labels: {rank: '0'}}]}", LIFE))
                .isEmpty();
        assertThat(failures("{alert: A, at: 40s, firing: 1, annotations: {summary: '=~ s.y of'}, value: 2}", LIFE))
                .isEmpty();
        assertThat(failures("{alert: A, at: 40s, firing: 1, labels: {team: ''}}", LIFE))
                .isEmpty();
        assertThat(failures("{alert: A, at: 40s, firing: 1, labels: {rank: ''}}", LIFE))
                .contains("-   label rank: ", "+   label rank: 0");
        assertThat(failures("{alert: A, at: 40s, firing: 1, value: 3}", LIFE))
                .contains("-   value: 3.0", "+   value: 2.0");
    }

    @Test
    void comparesAllWhereTheTestSaysExact() {
        assertThat(failures("{alert: A, at: 40s, firing: 1, exact: true, labels: {rank: '0'}}", LIFE))
                .isEmpty();
        assertThat(failures("{alert: A, at: 40s, firing: 1, exact: true, annotations: {other: x}}", LIFE))
                .contains("-   annotation summary: (none)", "+   annotation summary: say of 0");
    }

    @Test
    void helpsWithAMisspeltName() {
        assertThat(failures("{alert: A, at: 40s, firing: 1, labels: {rnak: '0'}}", LIFE))
                .contains("the alert has no label 'rnak', did you mean 'rank'?");
    }

    @Test
    void givesEachPatternItsOwnAlert() {
        List<AlertTold> two = List.of(told("A", 1, State.FIRING, "0"), told("A", 1, State.FIRING, "1"));

        assertThat(failures("{alert: A, at: 2s, firing: [{}, {labels: {rank: '0'}}]}", two))
                .isEmpty();
        assertThat(failures("{alert: A, at: 2s, firing: 1}", two))
                .contains("t.yml:4:15: A at 2s: expected 1 firing, got 2", "+ firing {rank=\"1\"}");
        assertThat(failures("{alert: A, at: 2s, firing: [{labels: {rank: '2'}}, {labels: {rank: '0'}}]}", two))
                .contains("-   label rank: 2", "+   label rank: 1");
    }

    @Test
    void tellsAWholeLife() {
        assertThat(failures("{alert: A, history: [pending@5s, firing@35s, resolved@95s]}", LIFE))
                .isEmpty();
        assertThat(failures("{alert: A, history: [firing@35s, resolved@90s]}", LIFE))
                .containsExactly(
                        "t.yml:4:15: the history of A is another",
                        "+ pending@5s",
                        "  firing@35s",
                        "- resolved@1m30s",
                        "+ resolved@1m35s");
    }

    @Test
    void aLifeIsThatOfOneAlert() {
        List<AlertTold> two = List.of(told("A", 1, State.FIRING, "0"), told("A", 2, State.FIRING, "1"));

        assertThat(failures("{alert: A, history: [firing@1s]}", two))
                .contains("t.yml:4:15: the history of A: there are 2 such alerts", "say which one with 'labels'");
        assertThat(failures("{alert: A, labels: {rank: '1'}, history: [firing@2s]}", two))
                .isEmpty();
    }

    @Test
    void silenceIsForTheWholeTest() {
        RuleTest named = test("silent: [A]");
        RuleTest others = test("silent: others\n    expect: [{alert: B, at: 1s, firing: 0}]");

        assertThat(lines(named, LIFE)).contains("t.yml:3:14: A: expected to be silent");
        assertThat(lines(others, LIFE)).contains("t.yml:2:11: A: all others were expected to be silent");
        assertThat(lines(others, List.of(told("B", 3, State.FIRING, "0")))).isEmpty();
    }

    private static List<String> failures(String expectation, List<AlertTold> told) {
        return lines(test("expect:\n    - " + expectation), told);
    }

    private static List<String> lines(RuleTest test, List<AlertTold> told) {
        List<String> lines = new ArrayList<>();
        for (Failure failure : Judge.failures(test, told)) {
            lines.add(failure.where().problem(failure.message()).toString());
            failure.lines().forEach(line -> lines.add(line.toString()));
            lines.addAll(failure.notes());
        }
        return lines;
    }

    private static RuleTest test(String keys) {
        Problems problems = new Problems();
        String text = "tests:\n  - name: t\n    " + keys + "\n    until: 1h\n";
        TestFile file = new RuleTestReader(Shapes.ALL)
                .read(new YamlSource("t.yml", text), problems)
                .orElseThrow(() -> new AssertionError(problems.list()));
        return file.tests().get(0);
    }

    private static AlertTold told(String alert, int second, State state, String rank) {
        Map<String, String> labels = new HashMap<>(Map.of("alertname", alert, "rank", rank));
        return new AlertTold(
                alert, Duration.ofSeconds(second), state, labels, Map.of("summary", "say of " + rank), 2.0);
    }
}
