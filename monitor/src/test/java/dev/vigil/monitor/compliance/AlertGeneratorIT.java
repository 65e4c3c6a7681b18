package dev.vigil.monitor.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Problem;
import dev.vigil.rules.Rule;
import dev.vigil.rules.yaml.RuleReader;
import dev.vigil.rules.yaml.YamlSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Prometheus project's Alert Generator Compliance Specification 1.0 (github.com/prometheus/compliance,
 * alert_generator/specification.md): one test for each MUST, in its order. Where Vigil deviates, as docs/rules.md lists and
 * argues, the test's name begins with {@code deviates} and it pins what happens instead.
 */
class AlertGeneratorIT {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Generator generator;

    @BeforeAll
    static void start(@TempDir Path storage) throws Exception {
        generator = new Generator(storage);
    }

    @AfterAll
    static void close() {
        if (generator != null) {
            generator.close();
        }
    }

    // Alerting rules: the format

    @Test
    void acceptsRuleFilesOfTheShapeOfPrometheus() {
        List<Rule> rules = read("""
                groups:
                - name: example
                  rules:
                  - alert: HighRequestLatency
                    expr: SELECT job, instance, step_seconds AS value FROM targets WHERE step_seconds > 0.5
                    for: 10m
                    labels:
                      severity: page
                    annotations:
                      summary: High request latency
                  - alert: VeryHighRequestLatency
                    expr: SELECT job, instance, step_seconds AS value FROM targets WHERE step_seconds > 1
                """).rules().orElseThrow().rules();

        AlertRule first = (AlertRule) rules.get(0);
        assertThat(first.holdFor()).isEqualTo(Duration.ofMinutes(10));
        assertThat(first.labels()).isEqualTo(Map.of("severity", "page"));
        assertThat(first.annotations()).isEqualTo(Map.of("summary", "High request latency"));
        assertThat(((AlertRule) rules.get(1)).holdFor()).isEqualTo(Duration.ZERO);
    }

    @Test
    void namesOfGroupsAreUniqueWithinAFile() {
        assertThat(read("groups: [{name: a, rules: []}, {name: a, rules: []}]").problems())
                .extracting(Problem::message)
                .anyMatch(message -> message.contains("'a'"));
    }

    @Test
    void rulesKeepTheirOrder() throws Exception {
        assertThat(generator.api("/api/v1/rules").at("/groups/0/rules").findValuesAsText("name"))
                .containsSubsequence("Zero", "Held", "Small");
    }

    @Test
    void optionalTemplateFunctionsAreAcceptedAndEmpty() throws Exception {
        generator.say("unsupported", 1);

        assertThat(generator.alert("Unsupported", "unsupported").orElseThrow().annotations())
                .isEqualTo(Map.of("graph", "[]", "external", "[http://vigil:9780http://vigil:9780]"));
    }

    // Executing an alerting rule

    @Test
    void deviatesAnIntervalIsAcceptedAndHasNoMeaning() throws Exception {
        Instant before = generator.now();
        generator.say("zero-interval", 1);

        assertThat(generator.api("/api/v1/rules").at("/groups/0/interval").asInt())
                .isZero();
        assertThat(generator.now()).isBefore(before.plusSeconds(30));
        assertThat(generator.alert("Zero", "zero-interval")).isPresent();
    }

    @Test
    void eachElementOfTheResultIsAnAlertWithItsLabels() throws Exception {
        generator.say("zero-a", 1);
        generator.say("zero-b", 2);

        assertThat(generator.alert("Zero", "zero-a").orElseThrow().value()).isEqualTo(1.0);
        assertThat(generator.alert("Zero", "zero-b").orElseThrow().labels())
                .isEqualTo(Map.of(
                        "job",
                        "pretrain",
                        "instance",
                        "a:1",
                        "name",
                        "zero-b",
                        "severity",
                        "page",
                        "alertname",
                        "Zero"));
    }

    @Test
    void labelsAndAnnotationsAreTemplatesOverTheElement() throws Exception {
        generator.say("zero-template", 1.5);

        assertThat(generator.alert("Zero", "zero-template").orElseThrow().annotations())
                .isEqualTo(Map.of("summary", "zero-template is 1.5"));
    }

    @Test
    void labelsOfTheRuleOverrideThoseOfTheElement() throws Exception {
        generator.say("over-labels", 1);

        assertThat(generator.alert("Overriding", "over-labels").orElseThrow().labels())
                .containsEntry("team", "rule of over-labels");
    }

    @Test
    void theNameOfTheRuleOverridesALabelOfThatName() throws Exception {
        generator.say("over-name", 1);

        assertThat(generator.alert("Overriding", "over-name").orElseThrow().labels())
                .containsEntry("alertname", "Overriding");
    }

    @Test
    void deviatesTwoElementsWithTheSameLabelsAreOneAlert() throws Exception {
        generator.say("double-a", 1);
        generator.say("double-b", 2);

        assertThat(generator.rule("Double").path("alerts")).hasSize(1);
        assertThat(generator.rule("Double").path("health").asText()).isEqualTo("ok");
    }

    // Pending, firing, inactive

    @Test
    void withAHoldAnAlertStartsPendingAndStaysSoUntilTheHoldIsOver() throws Exception {
        Instant before = generator.now();
        generator.say("held-pending", 1);
        AlertUpdate started = generator.alert("Held", "held-pending").orElseThrow();
        assertThat(started.state()).isEqualTo("pending");
        assertThat(Instant.ofEpochMilli(started.activeAt())).isBetween(before, generator.now());

        generator.pass(Duration.ofSeconds(55));
        AlertUpdate held = generator.alert("Held", "held-pending").orElseThrow();
        assertThat(held.state()).isEqualTo("pending");
        assertThat(held.activeAt()).isEqualTo(started.activeAt());
    }

    @Test
    void annotationsAreRenewedWhilePendingAndWhileFiring() throws Exception {
        generator.say("held-text", 1);
        generator.say("held-text", 2);
        assertThat(summary("Held", "held-text")).isEqualTo("held-text is 2");

        generator.pass(Duration.ofSeconds(61));
        generator.say("held-text", 3);
        assertThat(generator.alert("Held", "held-text").orElseThrow().state()).isEqualTo("firing");
        assertThat(summary("Held", "held-text")).isEqualTo("held-text is 3");
    }

    @Test
    void firesOnceTheHoldIsOver() throws Exception {
        generator.say("held-fires", 1);
        generator.pass(Duration.ofSeconds(61));

        AlertUpdate alert = generator.alert("Held", "held-fires").orElseThrow();
        assertThat(alert.state()).isEqualTo("firing");
        assertThat(Duration.ofMillis(alert.firedAt() - alert.activeAt()))
                .isBetween(Duration.ofMinutes(1), Duration.ofSeconds(66));
    }

    @Test
    void withoutAHoldAnAlertFiresAtOnceAndIsNeverPending() throws Exception {
        generator.say("zero-at-once", 1);

        AlertUpdate alert = generator.alert("Zero", "zero-at-once").orElseThrow();
        assertThat(alert.state()).isEqualTo("firing");
        assertThat(alert.firedAt()).isEqualTo(alert.activeAt());
    }

    @Test
    void aHoldShorterThanTheIntervalIsPendingFirst() throws Exception {
        generator.say("small", 1);
        generator.pass(SECOND);

        AlertUpdate alert = generator.alert("Small", "small").orElseThrow();
        assertThat(alert.state()).isEqualTo("firing");
        assertThat(alert.firedAt() - alert.activeAt()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void aFiringAlertWithoutItsElementIsInactiveAtOnce() throws Exception {
        generator.say("zero-ends", 1);
        generator.say("zero-ends", 0);

        assertThat(generator.alert("Zero", "zero-ends")).isEmpty();
    }

    @Test
    void deviatesAPendingAlertOutlivesAnAbsenceShorterThanAPollInterval() throws Exception {
        generator.say("held-gap", 1);
        generator.say("held-gap", 0);
        generator.pass(Duration.ofSeconds(2));

        assertThat(generator.alert("Held", "held-gap")).isEmpty();
    }

    @Test
    void anAlertAfterItsEndIsANewOne() throws Exception {
        generator.say("zero-again", 1);
        long first = generator.alert("Zero", "zero-again").orElseThrow().activeAt();
        generator.say("zero-again", 0);
        generator.pass(SECOND);
        generator.say("zero-again", 1);

        assertThat(generator.alert("Zero", "zero-again").orElseThrow().activeAt())
                .isGreaterThanOrEqualTo(first + 1000);
    }

    // Time series

    @Test
    void deviatesTheSeriesIsVigilsOwnAndHasTheStateAndAllLabels() throws Exception {
        generator.say("held-series", 1);
        assertThat(generator.series("name=\"held-series\""))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("vigil_alert_state{alertname=\"Held\",alertstate=\"pending\",")
                        .endsWith(" 1.0"));

        generator.pass(Duration.ofSeconds(61));
        assertThat(generator.series("vigil_alert_state{").stream().filter(line -> line.contains("\"held-series\"")))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("alertstate=\"firing\""));
    }

    @Test
    void theStateOverridesALabelOfThatName() throws Exception {
        generator.say("over-state", 1);

        assertThat(generator.series("name=\"over-state\""))
                .singleElement()
                .satisfies(line ->
                        assertThat(line).contains("alertstate=\"firing\"").doesNotContain("alertstate=\"row\""));
    }

    @Test
    void thereIsNoSeriesOfAnInactiveAlert() throws Exception {
        generator.say("zero-series", 1);
        assertThat(generator.series("name=\"zero-series\"")).isNotEmpty();
        generator.say("zero-series", 0);

        assertThat(generator.series("vigil_alert_state{").stream().filter(line -> line.contains("\"zero-series\"")))
                .isEmpty();
    }

    // Sending

    @Test
    void aPendingAlertIsNotSentNeitherWhenItGoes() throws Exception {
        generator.say("held-unsent", 1);
        assertThat(generator.sent("Held", "held-unsent")).isEmpty();
        generator.say("held-unsent", 0);
        generator.pass(Duration.ofSeconds(2));

        assertThat(generator.sent("Held", "held-unsent")).isEmpty();
    }

    @Test
    void aFiringAlertIsSentAtOnceWithAllThatMustBeThere() throws Exception {
        generator.say("zero-sent", 2);
        AlertUpdate alert = generator.alert("Zero", "zero-sent").orElseThrow();

        JsonNode sent = generator.sent("Zero", "zero-sent").get(0);

        assertThat(strings(sent.path("labels"))).isEqualTo(alert.labels());
        assertThat(strings(sent.path("annotations"))).isEqualTo(alert.annotations());
        assertThat(Instant.parse(sent.path("startsAt").asText()).toEpochMilli()).isEqualTo(alert.firedAt());
        assertThat(sent.path("startsAt").asText()).matches("....-..-..T..:..:..\\....Z");
        assertThat(sent.path("generatorURL").asText()).isEqualTo("http://vigil:9780/#alert-Zero");
    }

    @Test
    void startsAtIsWhenAHeldAlertFiredAndNotWhenItBegan() throws Exception {
        generator.say("held-start", 1);
        generator.pass(Duration.ofSeconds(61));
        AlertUpdate alert = generator.alert("Held", "held-start").orElseThrow();

        assertThat(generator.sent("Held", "held-start"))
                .singleElement()
                .satisfies(sent -> assertThat(
                                Instant.parse(sent.path("startsAt").asText()).toEpochMilli())
                        .isEqualTo(alert.firedAt())
                        .isGreaterThan(alert.activeAt()));
    }

    @Test
    void deviatesEndsAtIsFourResendDelaysAfterEachSend() throws Exception {
        Instant before = generator.now();
        generator.say("zero-until", 1);
        JsonNode sent = generator.sent("Zero", "zero-until").get(0);

        assertThat(Instant.parse(sent.path("endsAt").asText()))
                .isBetween(before.plus(Duration.ofMinutes(4)), generator.now().plus(Duration.ofMinutes(4)));
    }

    /** The whole of it in one test, since a quarter of an hour has to pass. */
    @Test
    void firingAndInactiveAlertsAreSentEachMinuteAndAnEndForAQuarterOfAnHour() throws Exception {
        generator.say("zero-resent", 1);
        assertThat(generator.sent("Zero", "zero-resent")).hasSize(1);
        generator.pass(Duration.ofSeconds(50));
        assertThat(generator.sent("Zero", "zero-resent")).hasSize(1);
        generator.pass(Duration.ofSeconds(11));
        List<JsonNode> twice = generator.sent("Zero", "zero-resent");
        assertThat(twice).hasSize(2);
        assertThat(twice.get(1).path("startsAt")).isEqualTo(twice.get(0).path("startsAt"));

        Instant before = generator.now();
        generator.say("zero-resent", 0);
        JsonNode end = last(generator.sent("Zero", "zero-resent"));
        assertThat(end.path("startsAt")).isEqualTo(twice.get(0).path("startsAt"));
        assertThat(Instant.parse(end.path("endsAt").asText())).isBetween(before, generator.now());

        for (int minute = 1; minute <= 14; minute++) {
            generator.pass(Duration.ofSeconds(61));
            generator.sent("Zero", "zero-resent");
        }
        List<JsonNode> ends = generator.sent("Zero", "zero-resent");
        assertThat(ends)
                .hasSize(2 + 1 + 14)
                .last()
                .satisfies(again -> assertThat(again.path("endsAt")).isEqualTo(end.path("endsAt")));

        generator.pass(Duration.ofSeconds(121));
        assertThat(generator.sent("Zero", "zero-resent")).hasSameSizeAs(ends);
    }

    @Test
    void anEndIsNotSentAgainOnceTheAlertIsBack() throws Exception {
        generator.say("held-back", 1);
        generator.pass(Duration.ofSeconds(61));
        generator.say("held-back", 0);
        int told = generator.sent("Held", "held-back").size();
        generator.say("held-back", 1);
        assertThat(generator.alert("Held", "held-back").orElseThrow().state()).isEqualTo("pending");
        generator.pass(Duration.ofSeconds(50));
        generator.pass(Duration.ofSeconds(5));

        assertThat(generator.sent("Held", "held-back")).hasSize(told);
    }

    // The API

    @Test
    void rulesOfTheApiHaveAllFields() throws Exception {
        generator.say("zero-api", 1.5);

        JsonNode group = generator.api("/api/v1/rules").at("/groups/0");
        assertThat(group.path("name").asText()).isEqualTo("first");
        assertThat(Instant.parse(group.path("lastEvaluation").asText())).isBeforeOrEqualTo(generator.now());
        JsonNode rule = generator.rule("Zero");
        assertThat(rule.path("type").asText()).isEqualTo("alerting");
        assertThat(rule.path("query").asText()).startsWith("SELECT job, instance, name");
        assertThat(rule.path("duration").asDouble()).isZero();
        assertThat(generator.rule("Held").path("duration").asDouble()).isEqualTo(60);
        assertThat(strings(rule.path("labels"))).isEqualTo(Map.of("severity", "page"));
        assertThat(strings(rule.path("annotations")))
                .isEqualTo(Map.of("summary", "{{ $labels.name }} is {{ $value }}"));
        assertThat(Instant.parse(rule.path("lastEvaluation").asText())).isBeforeOrEqualTo(generator.now());
        assertThat(rule.path("evaluationTime").isNumber()).isTrue();
        assertThat(rule.path("health").asText()).isEqualTo("ok");
        assertThat(rule.path("lastError").asText()).isEmpty();
    }

    @Test
    void theStateOfARuleIsThatOfItsWorstAlert() throws Exception {
        assertThat(generator.rule("Failing").path("state").asText()).isEqualTo("inactive");
        generator.say("small-state", 1);
        generator.pass(SECOND);
        assertThat(generator.rule("Small").path("state").asText()).isEqualTo("firing");
    }

    @Test
    void alertsOfTheApiHaveAllFieldsAndAreThoseOfTheRules() throws Exception {
        generator.say("zero-fields", 1.5);
        AlertUpdate alert = generator.alert("Zero", "zero-fields").orElseThrow();

        JsonNode told = named(generator.api("/api/v1/alerts").path("alerts"), "zero-fields");
        assertThat(Instant.parse(told.path("activeAt").asText()).toEpochMilli()).isEqualTo(alert.activeAt());
        assertThat(told.path("state").asText()).isEqualTo("firing");
        assertThat(told.path("value").isTextual()).isTrue();
        assertThat(Double.parseDouble(told.path("value").asText())).isEqualTo(1.5);
        assertThat(strings(told.path("labels"))).isEqualTo(alert.labels());
        assertThat(strings(told.path("annotations"))).isEqualTo(alert.annotations());
        assertThat(named(generator.rule("Zero").path("alerts"), "zero-fields")).isEqualTo(told);
    }

    @Test
    void aRuleThatFailsSaysSo() throws Exception {
        generator.say("failing", 0);

        JsonNode rule = generator.rule("Failing");
        assertThat(rule.path("health").asText()).isEqualTo("err");
        assertThat(rule.path("lastError").asText()).isNotEmpty();
    }

    private static RuleReader.Result read(String yaml) {
        return RuleReader.read(List.of(new YamlSource("rules.yml", yaml)));
    }

    private static String summary(String name, String watch) {
        return generator.alert(name, watch).orElseThrow().annotations().get("summary");
    }

    private static JsonNode last(List<JsonNode> nodes) {
        return nodes.get(nodes.size() - 1);
    }

    private static JsonNode named(JsonNode alerts, String watch) {
        for (JsonNode alert : alerts) {
            if (alert.at("/labels/name").asText().equals(watch)) {
                return alert;
            }
        }
        throw new AssertionError("no alert of " + watch + ": " + alerts);
    }

    private static Map<String, String> strings(JsonNode node) {
        Map<String, String> map = new HashMap<>();
        node.properties()
                .forEach(field -> map.put(field.getKey(), field.getValue().asText()));
        return map;
    }
}
