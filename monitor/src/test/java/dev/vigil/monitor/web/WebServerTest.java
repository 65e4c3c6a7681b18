package dev.vigil.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.fleet.Beat;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.Tables;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.PipelineStatus.RuleFailure;
import dev.vigil.flink.RuleReport;
import dev.vigil.flink.RuleReport.LastRow;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.RowValues;
import dev.vigil.flink.alert.RuleRow;
import dev.vigil.flink.source.Batch;
import dev.vigil.flink.source.Cursors;
import dev.vigil.monitor.alert.AlertBoard;
import dev.vigil.monitor.alert.FleetBoard;
import dev.vigil.monitor.alert.Pulse;
import dev.vigil.monitor.alert.RuleStatus;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.metrics.BoardCollector;
import dev.vigil.monitor.metrics.Metrics;
import dev.vigil.monitor.metrics.PollLog;
import dev.vigil.monitor.testing.Rows;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Expression;
import dev.vigil.rules.NoData;
import dev.vigil.rules.RecordRule;
import dev.vigil.rules.RuleSet;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerTest {

    private static final TargetKey TARGET = new TargetKey("pretrain", "10.0.0.4:9911");
    private static final String EVIL = "<script>alert('\"x\"')</script>";

    private WatchConfig config = WatchConfig.of("pretrain", Duration.ofMillis(1500), List.of());
    private Instant now = Instant.parse("2026-11-24T03:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private Optional<Instant> lastRow = Optional.empty();
    private final Pulse pulse = new Pulse(clock, () -> lastRow);
    private final AlertBoard alerts = new AlertBoard(clock);
    private final FleetBoard fleet = new FleetBoard();
    private final Metrics metrics = new Metrics(new BoardCollector(alerts, fleet, pulse, Map::of), "1.2.3");
    private final PollLog polls = new PollLog(clock);
    private final Set<TargetKey> targets = new LinkedHashSet<>(Set.of(TARGET));
    private final Map<String, RuleReport> reports = new HashMap<>();
    private final Map<String, RuleFailure> failures = new HashMap<>();
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void start() throws Exception {
        RuleSet rules = new RuleSet(List.of(
                new AlertRule(
                        "numerics/NonFiniteLoss",
                        "numerics",
                        "NonFiniteLoss",
                        new Expression("SELECT 1", "pack/numerics.yml", 1, 1),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1),
                        0,
                        NoData.KEEP,
                        List.of(),
                        Map.of("severity", "critical"),
                        Map.of("summary", "Loss is {{ $value }}"),
                        List.of()),
                new RecordRule(
                        "numerics/my_ratio",
                        "numerics",
                        "my_ratio",
                        new Expression("SELECT 2", "pack/numerics.yml", 9, 1),
                        Map.of())));
        View view = new View(
                metrics,
                alerts,
                fleet,
                pulse,
                polls,
                () -> targets,
                key -> Optional.of(config),
                () -> List.of("targets.json: " + EVIL),
                () -> rules,
                new RuleStatus() {
                    @Override
                    public Map<String, RuleFailure> failures() {
                        return failures;
                    }

                    @Override
                    public RuleReport report(String rule) {
                        return reports.getOrDefault(rule, RuleReport.NOTHING);
                    }
                },
                new Lifecycle(false, CompletableFuture::new),
                clock,
                "1.2.3");
        port = WebServer.start(vertx, "127.0.0.1", 0, view)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .port();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        metrics.close();
    }

    @Test
    void isHealthyWhileThePipelineLives() throws Exception {
        assertThat(get("/-/healthy").statusCode()).isEqualTo(503);
        lastRow = Optional.of(now);
        assertThat(get("/-/healthy").statusCode()).isEqualTo(200);
        now = now.plusSeconds(10);
        assertThat(get("/-/healthy").statusCode()).isEqualTo(503);
    }

    @Test
    void isReadyOnceEveryTargetWasAsked() throws Exception {
        lastRow = Optional.of(now);
        assertThat(get("/-/ready").statusCode()).isEqualTo(503);
        poll(Reading.Outcome.REFUSED, "nobody listens");
        assertThat(get("/-/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void servesMetricsInTheFormatThatIsAskedFor() throws Exception {
        HttpResponse<String> text = get("/metrics");
        HttpResponse<String> open = send(request("/metrics").header("Accept", "application/openmetrics-text"));

        assertThat(text.headers().firstValue("Content-Type")).contains(Metrics.TEXT);
        assertThat(text.body()).contains("# TYPE vigil_build_info gauge", "jvm_memory_used_bytes");
        assertThat(open.headers().firstValue("Content-Type")).contains(Metrics.OPEN_METRICS);
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void listsAlertsAsPrometheusDoes() throws Exception {
        alerts.alert(alert("firing", "Loss is NaN"));

        JsonNode reply = json("/api/v1/alerts");

        assertThat(reply.path("status").asText()).isEqualTo("success");
        JsonNode alert = reply.at("/data/alerts/0");
        assertThat(alert.at("/labels/alertname").asText()).isEqualTo("NonFiniteLoss");
        assertThat(alert.at("/annotations/summary").asText()).isEqualTo("Loss is NaN");
        assertThat(alert.path("state").asText()).isEqualTo("firing");
        assertThat(alert.path("activeAt").asText()).isEqualTo("2026-11-24T02:59:58Z");
        assertThat(alert.path("firedAt").asText()).isEqualTo("2026-11-24T02:59:59Z");
        assertThat(alert.path("value").asText()).isEqualTo("NaN");
    }

    @Test
    void listsRulesWithTheirAlertsAndHealth() throws Exception {
        alerts.alert(alert("pending", ""));
        failures.put("numerics/my_ratio", new RuleFailure(3, false, "by zero", Instant.EPOCH));

        JsonNode group = json("/api/v1/rules").at("/data/groups/0");

        assertThat(group.path("name").asText()).isEqualTo("numerics");
        assertThat(group.path("file").asText()).isEqualTo("pack/numerics.yml");
        JsonNode alerting = group.at("/rules/0");
        assertThat(alerting.path("type").asText()).isEqualTo("alerting");
        assertThat(alerting.path("state").asText()).isEqualTo("pending");
        assertThat(alerting.path("duration").asDouble()).isEqualTo(30);
        assertThat(alerting.path("keepFiringFor").asDouble()).isEqualTo(60);
        assertThat(alerting.path("alerts")).hasSize(1);
        JsonNode recording = group.at("/rules/1");
        assertThat(recording.path("type").asText()).isEqualTo("recording");
        assertThat(recording.path("health").asText()).isEqualTo("err");
        assertThat(recording.path("lastError").asText()).contains("by zero");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(nullValues = "none", textBlock = """
            type=alert, NonFiniteLoss
            type=record, my_ratio
            rule_name[]=my_ratio, my_ratio
            rule_group[]=numerics&file[]=pack/numerics.yml&type=record, my_ratio
            rule_name[]=my_ratio&type=alert, none
            rule_group[]=other, none
            file[]=other.yml, none
            """)
    void listsTheRulesThatAreAskedFor(String query, @Nullable String rule) throws Exception {
        JsonNode data = json("/api/v1/rules?" + query.replace("[", "%5B").replace("]", "%5D"))
                .path("data");

        assertThat(data.at("/groups")).hasSize(rule == null ? 0 : 1);
        assertThat(data.at("/groups/0/rules/1").isMissingNode()).isTrue();
        assertThat(data.at("/groups/0/rules/0/name").asText()).isEqualTo(rule == null ? "" : rule);
    }

    @Test
    void leavesOutTheAlertsOfRulesOnRequestAndTellsAWrongOne() throws Exception {
        alerts.alert(alert("firing", ""));

        assertThat(json("/api/v1/rules?exclude_alerts=true")
                        .at("/data/groups/0/rules/0/alerts")
                        .isMissingNode())
                .isTrue();
        HttpResponse<String> wrong = get("/api/v1/rules?type=alerts");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("bad_data", "alerts");
    }

    @Test
    void listsTheTargetsThatAreAskedFor() throws Exception {
        assertThat(json("/api/v1/targets?state=dropped").at("/data/activeTargets"))
                .isEmpty();
        assertThat(json("/api/v1/targets?scrapePool=other").at("/data/activeTargets"))
                .isEmpty();
        assertThat(json("/api/v1/targets?scrapePool=pretrain&state=active").at("/data/activeTargets"))
                .hasSize(1);
    }

    @Test
    void tellsWhatEachRuleHasReadAndSaid() throws Exception {
        Map<String, String> texts = new HashMap<>(Map.of("top_frame", "f".repeat(600)));
        texts.put("error", null);
        RowValues values = new RowValues(texts, Map.of("step", 12.0), Double.NaN);
        RuleRow row = RuleRow.of("numerics/my_ratio", 1, true, Map.of("instance", "h:1"), values);
        Instant at = Instant.parse("2026-11-24T02:59:58Z");
        reports.put(
                "numerics/my_ratio",
                new RuleReport(Map.of("watches", 7L), 3, Optional.of(at), List.of(new LastRow(row, at)), 2));
        failures.put("numerics/my_ratio", new RuleFailure(3, true, "by zero", Instant.EPOCH));

        JsonNode vigil = json("/api/v1/rules").at("/data/groups/0/rules/1/vigil");

        assertThat(vigil.path("read").asLong()).isEqualTo(7);
        assertThat(vigil.at("/rowsRead/watches").asLong()).isEqualTo(7);
        assertThat(vigil.path("lastChange").asText()).isEqualTo(at.toString());
        assertThat(vigil.path("failures").asLong()).isEqualTo(3);
        assertThat(vigil.path("switchedOff").asBoolean()).isTrue();
        assertThat(vigil.path("overLimit").asLong()).isEqualTo(2);
        JsonNode last = vigil.at("/lastRows/0");
        assertThat(last.path("present").asBoolean()).isTrue();
        assertThat(last.at("/labels/instance").asText()).isEqualTo("h:1");
        assertThat(last.at("/values/value").asText()).isEqualTo("NaN");
        assertThat(last.at("/values/error").isNull()).isTrue();
        assertThat(last.at("/values/top_frame").asText()).hasSize(501);
        assertThat(json("/api/v1/rules").at("/data/groups/0/rules/0/vigil/read").asLong())
                .isZero();
    }

    @Test
    void showsTheRunbookThatAnAlertLeadsTo() throws Exception {
        String page = get("/runbooks").body();

        assertThat(page)
                .contains("<h2 id=\"traininghang\">TrainingHang</h2>")
                .contains("<strong>Means</strong>")
                .contains("docs/launchers.md")
                .doesNotContain("href=\"launchers.md\"");
    }

    @Test
    void listsTargetsWithWhatIsKnownOfThem() throws Exception {
        assertThat(json("/api/v1/targets").at("/data/activeTargets/0/health").asText())
                .isEqualTo("unknown");
        poll(Reading.Outcome.REFUSED, "nobody listens");
        fleet.change(Rows.insert(
                Tables.TARGETS,
                Map.of(
                        "job",
                        TARGET.job(),
                        "instance",
                        TARGET.instance(),
                        "rank",
                        "3",
                        "state",
                        "unreachable",
                        "step",
                        7.0,
                        "labels",
                        Map.of("team", "nlp"))));

        JsonNode target = json("/api/v1/targets").at("/data/activeTargets/0");

        assertThat(target.path("health").asText()).isEqualTo("down");
        assertThat(target.path("lastError").asText()).isEqualTo("nobody listens");
        assertThat(target.path("lastScrape").asText()).isEqualTo("2026-11-24T03:00:00Z");
        assertThat(target.path("lastScrapeDuration").asDouble()).isEqualTo(0.25);
        assertThat(target.path("scrapePool").asText()).isEqualTo("pretrain");
        assertThat(target.path("scrapeUrl").asText()).isEqualTo("http://10.0.0.4:9911/");
        assertThat(target.path("scrapeInterval").asText()).isEqualTo("1s500ms");
        assertThat(target.path("scrapeTimeout").asText()).isEqualTo("5s");
        assertThat(target.at("/labels/team").asText()).isEqualTo("nlp");
        assertThat(target.at("/labels/rank").asText()).isEqualTo("3");
        assertThat(target.at("/vigil/state").asText()).isEqualTo("unreachable");
        assertThat(target.at("/vigil/step").asText()).isEqualTo("7");
    }

    @Test
    void warnsOfDaemonThreadsThatMayEndAProcessWrongly() throws Exception {
        fleet.change(
                Rows.insert(Tables.TARGETS, Map.of("job", TARGET.job(), "instance", TARGET.instance(), "rank", "3")));
        assertThat(details().has("daemon_threads")).as("nobody has asked yet").isFalse();

        daemonThreads(0);
        assertThat(details().path("daemon_threads").asInt()).isZero();
        assertThat(details().has("hint")).isFalse();

        daemonThreads(2);
        assertThat(details().path("daemon_threads").asInt()).isEqualTo(2);
        assertThat(details().path("hint").asText()).contains("SIGSEGV", "sampler: {tracer: off}", "docs/launchers.md");

        config = withoutTracer();
        assertThat(details().path("daemon_threads").asInt()).isEqualTo(2);
        assertThat(details().has("hint")).as("the hook is off").isFalse();
    }

    private JsonNode details() throws Exception {
        return json("/api/v1/targets").at("/data/activeTargets/0/vigil");
    }

    @Test
    void thePageShowsAlertsAndTargetsAndEscapesBoth() throws Exception {
        lastRow = Optional.of(now);
        fleet.change(Rows.insert(
                Tables.TARGETS,
                Map.of(
                        "job",
                        EVIL,
                        "instance",
                        "h:1",
                        "state",
                        "stalled",
                        "top_frame",
                        EVIL,
                        "stalled_seconds",
                        90.0)));
        fleet.change(Rows.insert(
                Tables.WATCHES, Map.of("job", EVIL, "instance", "h:1", "name", "loss", "value", Double.NaN)));
        alerts.alert(alert("firing", EVIL));

        HttpResponse<String> page = get("/");

        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(page.body())
                .contains("1 alert fires", "NonFiniteLoss", "no step for 1 m 30 s", "NaN", "<title>(1) Vigil</title>")
                .contains("targets.json: &lt;script")
                .contains("&lt;script&gt;alert(&#39;&quot;x&quot;&#39;)&lt;/script&gt;")
                .doesNotContain("<script>alert");
    }

    @Test
    void thePageSaysWhenItIsOld() throws Exception {
        assertThat(get("/").body()).contains("Starting");
        lastRow = Optional.of(now);
        assertThat(get("/").body()).doesNotContain("class=\"banner\"");
        now = now.plusSeconds(75);
        assertThat(get("/").body()).contains("Nothing has passed the pipeline for 1 m 15 s");
    }

    @Test
    void thePageCountsWhatItDoesNotList() throws Exception {
        for (int i = 0; i < Page.MOST_TARGETS + 7; i++) {
            fleet.change(Rows.insert(Tables.TARGETS, Map.of("job", "a", "instance", "h:" + i)));
        }

        assertThat(get("/").body()).contains("207 targets", "and 7 more");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/vigil.js", "/vigil.css"})
    void servesTheFilesOfThePage(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(200);
        assertThat(get(path).headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/nothing", "/vigil.js/../../secret", "/%2e%2e/etc/passwd"})
    void knowsNoOtherPath(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void anUnknownPathOfTheApiIsAnErrorInJson() throws Exception {
        HttpResponse<String> reply = get("/api/v1/silences");

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(new ObjectMapper().readTree(reply.body()).path("status").asText())
                .isEqualTo("error");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void onlyReads(String method) throws Exception {
        HttpResponse<String> reply = send(request("/metrics").method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(reply.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void reloadsForNobodyUnlessPeopleAllowIt() throws Exception {
        HttpResponse<String> reply = send(request("/-/reload").method("POST", HttpRequest.BodyPublishers.noBody()));

        assertThat(reply.statusCode()).isEqualTo(403);
        assertThat(reply.body()).contains("--web.enable-lifecycle");
        assertThat(get("/-/reload").statusCode()).isEqualTo(404);
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        HttpResponse<String> reply = send(request("/metrics").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void refusesABody() throws Exception {
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void refusesAHeaderThatIsTooLarge() throws Exception {
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"evil.example", "evil.example:9780", "127.evil.example", "[::2]:1"})
    void refusesAnotherNameForALoopbackAddress(String host) throws Exception {
        assertThat(raw("GET /api/v1/alerts HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"localhost", "LOCALHOST:9780", "127.0.0.1:1", "[::1]:9780"})
    void answersForLoopbackNames(String host) throws Exception {
        assertThat(raw("GET /api/v1/alerts HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void givesNoOtherOriginLeaveToRead() throws Exception {
        HttpResponse<String> reply = send(request("/api/v1/alerts").header("Origin", "http://evil.example"));

        assertThat(reply.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    private void poll(Reading.Outcome outcome, String error) {
        Reading attempt = new Reading.Attempt(TARGET, "mailbox", outcome, 0.25, error, Reading.Process.UNKNOWN);
        polls.note(new Batch(TARGET, List.of(attempt), Cursors.START, false, Duration.ZERO));
    }

    /** A document of the sampler comes that tells of so many. */
    private void daemonThreads(int count) {
        Beat beat = new Beat(
                "t", 1, "running", null, "3", 4, 1, 2, 0, 0, List.of(), "hook", List.of(), 1, List.of(), 0, null, null,
                null, null, 3, count, null);
        polls.note(new Batch(TARGET, List.of(new Reading.Mailbox(TARGET, beat)), Cursors.START, true, Duration.ZERO));
    }

    private WatchConfig withoutTracer() {
        WatchConfig.Sampler sampler = config.sampler();
        return new WatchConfig(
                config.jobName(),
                config.pollInterval(),
                config.pollTimeout(),
                config.watch(),
                config.watchDefaults(),
                new WatchConfig.Sampler(true, sampler.interval(), sampler.exitGrace(), true, WatchConfig.Tracer.OFF),
                config.tables(),
                config.discovery(),
                config.credentials());
    }

    private AlertUpdate alert(String state, String summary) {
        long then = now.toEpochMilli();
        return new AlertUpdate(
                "numerics/NonFiniteLoss",
                "NonFiniteLoss",
                state,
                Map.of("alertname", "NonFiniteLoss", "severity", "critical", "job", "pretrain"),
                Map.of("summary", summary),
                Double.NaN,
                then - 2000,
                state.equals("firing") ? then - 1000 : 0,
                0,
                0,
                then,
                false);
    }

    private JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(get(path).body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }
}
