package dev.vigil.monitor.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.probing.Endpoint;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetGroupsTest {

    @Test
    void readsJsonAndYaml() {
        Lead lead = new Lead(Endpoint.parse("10.0.0.4:9911"), Map.of("team", "nlp"));

        assertThat(TargetGroups.read(
                        "f", "[{\"targets\": [\"10.0.0.4:9911\"], \"labels\": {\"team\": \"nlp\"}}]", false))
                .isEqualTo(new Look.Found(java.util.List.of(lead), java.util.List.of()));
        assertThat(TargetGroups.read("f", "- targets: ['10.0.0.4:9911']\n  labels: {team: nlp}\n", true))
                .isEqualTo(new Look.Found(java.util.List.of(lead), java.util.List.of()));
    }

    @Test
    void leavesOutWhatIsNoTargetAndSaysSo() {
        Look look = TargetGroups.read("f.yml", "- targets: ['a:1', 'b:port', 'pid:0']", true);

        assertThat(((Look.Found) look).leads()).containsExactly(new Lead(Endpoint.parse("a:1"), Map.of()));
        assertThat(look.problems()).hasSize(2).allMatch(problem -> problem.startsWith("f.yml: target '"));
    }

    @Test
    void leavesOutLabelsForRelabelling() {
        Look look = TargetGroups.read("f", "- {targets: ['a:1'], labels: {__path__: x, team: nlp}}", true);

        assertThat(((Look.Found) look).leads().get(0).labels()).containsOnlyKeys("team");
    }

    @Test
    void anEmptyFileNamesNothing() {
        assertThat(TargetGroups.read("f", "", true))
                .isEqualTo(new Look.Found(java.util.List.of(), java.util.List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"targets\": []}",
                "[{\"targets\": \"a:1\"}]",
                "[{\"targets\": [\"a:1\"], \"labels\": 3}]",
                "[1]",
                "[{\"targets\": [\"a:1\"",
                "nonsense",
            })
    void refusesAListOfAnotherShape(String text) {
        assertThat(TargetGroups.read("f", text, false)).isInstanceOf(Look.Failed.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "false | [{\"targets\": [\"a:1\" | sd:1:20: not JSON: Unexpected end-of-input: expected close marker for Array",
                "true | [{targets: [a:1} | sd:1:16: not YAML: "
            })
    void saysWhereAListIsBrokenWithoutNamingItsOwnParts(boolean yaml, String text, String told) {
        Look.Failed failed = (Look.Failed) TargetGroups.read("sd", text, yaml);

        assertThat(failed.problems())
                .singleElement()
                .asString()
                .startsWith(told)
                .doesNotContain("Source");
    }
}
