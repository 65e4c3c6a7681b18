package dev.vigil.monitor.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.Tables;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.PipelineStatus.RuleFailure;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.source.Batch;
import dev.vigil.flink.source.Cursors;
import dev.vigil.monitor.alert.AlertBoard;
import dev.vigil.monitor.alert.FleetBoard;
import dev.vigil.monitor.alert.Pulse;
import dev.vigil.monitor.alert.RuleStatus;
import dev.vigil.monitor.config.Alerting;
import dev.vigil.monitor.config.Alerting.Access;
import dev.vigil.monitor.config.Alerting.Alertmanager;
import dev.vigil.monitor.metrics.BoardCollector;
import dev.vigil.monitor.metrics.MeteredSinks;
import dev.vigil.monitor.metrics.Metrics;
import dev.vigil.monitor.metrics.PollMeters;
import dev.vigil.monitor.notify.Notifier;
import dev.vigil.monitor.notify.NotifySettings;
import dev.vigil.monitor.testing.Rows;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DashboardTest {

    private static final Pattern METRIC = Pattern.compile("\\b(?:vigil|jvm|process|system)_[a-z0-9_]+\\b");

    /** Nobody listens there; meters of a receiver are there before anything was told. */
    private static final NotifySettings RECEIVER = new NotifySettings(
            new Alerting(
                    Duration.ofMinutes(1), List.of(new Alertmanager("http://127.0.0.1:1", Access.DEFAULT)), List.of()),
            Map.of(),
            "http://127.0.0.1:2");

    @Test
    void everyMetricThatIsNamedExists() throws IOException {
        Set<String> scraped = scrape();
        Set<String> named = new TreeSet<>();
        List<Dashboard.Query> queries = new ArrayList<>(Dashboard.read().queries());
        queries.addAll(Dashboard.read().others());
        queries.forEach(query -> named.addAll(metrics(query.expr())));
        named.addAll(metrics(Files.readString(Dashboard.file("vigil-rules.yml"))));

        assertThat(named).hasSizeGreaterThan(10).isSubsetOf(scraped);
    }

    @Test
    void everyMetricOfOursIsShown() throws IOException {
        Set<String> shown = new TreeSet<>();
        Dashboard.read().queries().forEach(query -> shown.addAll(metrics(query.expr())));
        Set<String> ours = scrape().stream()
                .filter(name -> name.startsWith("vigil_"))
                .filter(name -> !name.matches(".*_(sum|count|max)"))
                .collect(Collectors.toCollection(TreeSet::new));
        ours.removeAll(Set.of("vigil_build_info", "vigil_config_last_reload_successful"));

        assertThat(shown).containsAll(ours);
    }

    @Test
    void everyMetricOfOursIsDocumented() throws IOException {
        Set<String> documented = metrics(Files.readString(Path.of("..", "docs", "metrics.md")));

        assertThat(documented)
                .containsAll(scrape().stream()
                        .filter(name -> name.startsWith("vigil_"))
                        .map(name -> name.replaceAll("_(bucket|sum|count|max)$", ""))
                        .toList());
    }

    @Test
    void panelsDoNotOverlapAndHaveIdsTitlesAndDescriptions() throws IOException {
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : Dashboard.read().root().path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            assertThat(panel.path("title").asText()).isNotBlank();
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.path("description").asText()).isNotBlank();
            }
            JsonNode place = panel.path("gridPos");
            for (int x = 0; x < place.path("w").asInt(); x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    String cell = (place.path("x").asInt() + x) + ","
                            + (place.path("y").asInt() + y);
                    assertThat(cells.add(cell)).as(panel.path("title").asText()).isTrue();
                }
            }
            assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(24);
        }
        assertThat(ids).isNotEmpty();
    }

    @Test
    void queriesUseTheVariableAsTheirDataSource() throws IOException {
        JsonNode root = Dashboard.read().root();

        assertThat(root.path("uid").asText()).isEqualTo("vigil-fleet");
        assertThat(root.has("id")).isFalse();
        root.path("panels")
                .forEach(panel -> panel.path("targets")
                        .forEach(target -> assertThat(
                                        target.at("/datasource/uid").asText())
                                .isEqualTo("${datasource}")));
    }

    private static Set<String> metrics(String text) {
        return METRIC.matcher(text).results().map(found -> found.group()).collect(Collectors.toSet());
    }

    /** Names of all samples of a monitor that has one of each. */
    private static Set<String> scrape() {
        Clock clock = Clock.fixed(Instant.parse("2026-11-24T03:00:00Z"), ZoneOffset.UTC);
        AlertBoard alerts = new AlertBoard(clock);
        FleetBoard fleet = new FleetBoard();
        Pulse pulse = new Pulse(clock, () -> Optional.of(clock.instant()));
        RuleStatus rules = new RuleStatus() {
            @Override
            public Map<String, RuleFailure> failures() {
                return Map.of("g/r", new RuleFailure(1, false, "by zero", Instant.EPOCH));
            }

            @Override
            public Map<String, Long> overLimit() {
                return Map.of("g/r", 1L);
            }
        };
        Vertx vertx = Vertx.vertx();
        try (Metrics metrics = new Metrics(new BoardCollector(alerts, fleet, pulse, rules), "1");
                Notifier notifier = Notifier.start(vertx, RECEIVER, alerts, pulse, clock, metrics.registry())) {
            assertThat(notifier).isNotNull();
            MeteredSinks sinks = new MeteredSinks(alerts, fleet, clock, metrics.registry());
            PollMeters polls = new PollMeters(metrics.registry());
            TargetKey target = new TargetKey("a", "h:1");
            polls.note(new Batch(
                    target,
                    List.of(new Reading.Attempt(
                            target, "mailbox", Reading.Outcome.OK, 0.01, null, Reading.Process.UNKNOWN)),
                    Cursors.START,
                    true,
                    Duration.ZERO));
            sinks.alert(new AlertUpdate("g/r", "X", "firing", Map.of(), Map.of(), 1.0, 1, 1, 0, 0, 1, false));
            sinks.change(Rows.insert(
                    Tables.TARGETS,
                    Map.of("job", "a", "instance", "h:1", "step", 1.0, "step_seconds", 1.0, "stalled_seconds", 1.0)));
            sinks.change(
                    Rows.insert(Tables.WATCHES, Map.of("job", "a", "instance", "h:1", "name", "loss", "value", 1.0)));
            sinks.change(Rows.insert(
                    Tables.MODULES,
                    Map.of("job", "a", "instance", "h:1", "module", "m", "stage", "s", "seconds", 1.0)));
            return metrics.scrape("")
                    .body()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("[{ ]", 2)[0])
                    .collect(Collectors.toSet());
        } finally {
            vertx.close().await();
        }
    }
}
