package dev.vigil.monitor.compliance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.flink.AlertPipeline;
import dev.vigil.flink.PipelineEdges;
import dev.vigil.flink.PipelineSettings;
import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import dev.vigil.monitor.alert.AlertBoard;
import dev.vigil.monitor.alert.FleetBoard;
import dev.vigil.monitor.alert.Pulse;
import dev.vigil.monitor.config.Alerting;
import dev.vigil.monitor.config.Alerting.Access;
import dev.vigil.monitor.config.Alerting.Alertmanager;
import dev.vigil.monitor.metrics.BoardCollector;
import dev.vigil.monitor.metrics.Metrics;
import dev.vigil.monitor.metrics.PollLog;
import dev.vigil.monitor.notify.Notifier;
import dev.vigil.monitor.notify.NotifySettings;
import dev.vigil.monitor.testing.ManualClock;
import dev.vigil.monitor.web.Lifecycle;
import dev.vigil.monitor.web.View;
import dev.vigil.monitor.web.WebServer;
import dev.vigil.rules.RuleSet;
import dev.vigil.rules.yaml.RuleReader;
import dev.vigil.rules.yaml.YamlSource;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * All of Vigil that makes alerts, from the readings of one scripted target to API and Alertmanager, on time that the test
 * moves. One run serves many tests: each has watches of its own, and time only goes on.
 */
final class Generator implements AutoCloseable {

    /** Less than what the pipeline takes for a pause of the whole process. */
    private static final Duration STRIDE = Duration.ofMillis(4500);

    private static final String URL = "http://vigil:9780";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ManualClock time = new ManualClock();
    private final Clock clock = time.withZone(ZoneOffset.UTC);
    private final ScriptedTarget target = new ScriptedTarget();
    private final AlertBoard board = new AlertBoard(clock);
    private final BlockingQueue<AlertUpdate> ticks = new LinkedBlockingQueue<>();
    /** Requests, each a list of alerts. */
    private final BlockingQueue<JsonNode> arriving = new LinkedBlockingQueue<>();

    private final List<JsonNode> arrived = new CopyOnWriteArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final Pulse pulse = new Pulse(clock, () -> Optional.of(clock.instant()));
    private final RuleSet rules;
    private final Metrics metrics;
    private final AlertPipeline pipeline;
    private final Notifier notifier;
    private final WebServer web;
    private int marks;
    private double tick;

    Generator(Path storage) throws IOException, InterruptedException {
        rules = RuleReader.read(List.of(new YamlSource("rules.yml", resource())))
                .rules()
                .orElseThrow();
        HttpServer alertmanager = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    arriving.add(read(body.getBytes()));
                    request.response().end();
                }))
                .listen(0, "127.0.0.1")
                .await();
        PipelineEdges edges =
                new PipelineEdges(() -> Set.of(ScriptedTarget.KEY), () -> target, new Sink(), change -> {});
        PipelineSettings settings = new PipelineSettings(
                storage,
                Duration.ofSeconds(1),
                Duration.ofMinutes(15),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                1,
                clock,
                URL);
        pipeline = AlertPipeline.start(settings, rules, edges);
        metrics = new Metrics(
                new BoardCollector(
                        board, new FleetBoard(), pulse, () -> pipeline.status().failures()),
                "1");
        web = WebServer.start(vertx, "127.0.0.1", 0, view()).await();
        notifier = notifier(alertmanager.actualPort());
    }

    private View view() {
        return new View(
                metrics,
                board,
                new FleetBoard(),
                pulse,
                new PollLog(clock),
                () -> Set.of(ScriptedTarget.KEY),
                key -> Optional.empty(),
                List::of,
                () -> rules,
                () -> pipeline.status().failures(),
                new Lifecycle(false, () -> {
                    throw new UnsupportedOperationException("not asked for");
                }),
                clock,
                "1");
    }

    private Notifier notifier(int port) {
        Alerting alerting = new Alerting(
                Alerting.DEFAULT_RESEND_DELAY,
                List.of(new Alertmanager("http://127.0.0.1:" + port, Access.DEFAULT)),
                List.of());
        NotifySettings settings = new NotifySettings(alerting, Map.of(), URL);
        return Notifier.start(vertx, settings, board, pulse, clock, metrics.registry());
    }

    private final class Sink implements AlertSink {
        @Override
        public void alert(AlertUpdate update) {
            board.alert(update);
            if (update.name().equals("Clock")) {
                ticks.add(update);
            }
        }

        @Override
        public void series(SeriesUpdate update) {
            board.series(update);
        }
    }

    /** What time it is. */
    Instant now() {
        return clock.instant();
    }

    /** A watch has a value from now on, and all that follows from it has happened when this returns. */
    void say(String watch, double value) throws InterruptedException {
        target.say(Map.of(watch, value));
        settle();
        settle();
    }

    /** Time passes, and all that follows from it has happened when this returns: some tenths of a second more. */
    void pass(Duration duration) throws InterruptedException {
        Instant end = now().plus(duration);
        while (now().isBefore(end)) {
            Duration rest = Duration.between(now(), end);
            time.advance(rest.compareTo(STRIDE) < 0 ? rest : STRIDE);
            settle();
        }
        settle();
    }

    /**
     * Waits until a row that comes now has passed the pipeline; time trickles meanwhile, as nothing is judged without. Alerts
     * of one tick come in any order: those of a tick before have come.
     */
    private void settle() throws InterruptedException {
        tick++;
        target.say(Map.of("clock", tick));
        long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (System.nanoTime() < patience) {
            AlertUpdate update = ticks.poll(20, TimeUnit.MILLISECONDS);
            if (update == null) {
                time.advance(Duration.ofMillis(20));
            } else if (update.value() != null && update.value() == tick) {
                return;
            }
        }
        throw new AssertionError("nothing passes the pipeline: " + pipeline.status());
    }

    /** The alert of a watch, where it is pending or fires. */
    Optional<AlertUpdate> alert(String name, String watch) {
        return board.snapshot().active().stream()
                .filter(alert -> alert.name().equals(name))
                .filter(alert -> watch.equals(alert.labels().getOrDefault("name", watch)))
                .findFirst();
    }

    /** All that Alertmanager was told of an alert up to now. */
    List<JsonNode> sent(String name, String watch) throws InterruptedException {
        String mark = "zero-mark-" + ++marks;
        say(mark, 1);
        while (arrived.stream().noneMatch(alert -> is(alert, "Zero", mark))) {
            JsonNode next = arriving.poll(60, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("Alertmanager was told nothing");
            }
            next.forEach(arrived::add);
        }
        say(mark, 0);
        return arrived.stream().filter(alert -> is(alert, name, watch)).toList();
    }

    private static boolean is(JsonNode alert, String name, String watch) {
        return alert.at("/labels/alertname").asText().equals(name)
                && alert.at("/labels/name").asText().equals(watch);
    }

    /** {@code data} of a reply of the API. */
    JsonNode api(String path) throws IOException, InterruptedException {
        JsonNode reply = read(get(path));
        if (!reply.path("status").asText().equals("success")) {
            throw new AssertionError(path + ": " + reply);
        }
        return reply.path("data");
    }

    /** A rule as the API tells it. */
    JsonNode rule(String name) throws IOException, InterruptedException {
        for (JsonNode group : api("/api/v1/rules").path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (rule.path("name").asText().equals(name)) {
                    return rule;
                }
            }
        }
        throw new AssertionError("no rule " + name);
    }

    /** Samples of {@code /metrics} that hold a text. */
    List<String> series(String text) throws IOException, InterruptedException {
        return new String(get("/metrics"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(text))
                .toList();
    }

    private byte[] get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + web.port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private static String resource() throws IOException {
        try (InputStream in = Generator.class.getResourceAsStream("rules.yml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + new String(body, StandardCharsets.UTF_8), e);
        }
    }

    @Override
    public void close() {
        pipeline.close();
        notifier.close();
        metrics.close();
        vertx.close().await();
    }
}
