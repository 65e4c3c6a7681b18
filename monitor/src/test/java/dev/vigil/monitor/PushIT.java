package dev.vigil.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.monitor.testing.MonitorProcess;
import dev.vigil.monitor.testing.RealAlertmanager;
import dev.vigil.monitor.testing.RealTargets;
import dev.vigil.monitor.testing.RunningTarget;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process whose loss is NaN, the whole monitor, a real Alertmanager behind it, and a chat that both call. */
class PushIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private record Heard(String path, JsonNode message) {}

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void aKilledMonitorGoesOnTellingAndEndsNothing() throws Exception {
        HttpServer chat = vertx.createHttpServer()
                .requestHandler(this::hear)
                .listen(0, "127.0.0.1")
                .await();
        String url = "http://127.0.0.1:" + chat.actualPort();
        Path am = Files.createDirectory(folder.resolve("am"));
        try (RealAlertmanager alertmanager = RealAlertmanager.start(am, routes(url));
                RunningTarget broken =
                        RealTargets.python().start("pure.py", "--fault", "nan-loss", "--fault-after", "1")) {
            String[] run = {
                broken.address(), "--config", config(alertmanager, url).toString()
            };
            Path storage = folder.resolve("data");
            JsonNode before;
            try (MonitorProcess monitor = MonitorProcess.start(storage, run)) {
                before = alertmanager.await(
                        "NonFiniteLoss at Alertmanager", () -> alertmanager.alert("alertname", "NonFiniteLoss"));
                assertThat(before.at("/labels/instance").asText()).isEqualTo(broken.address());
                assertThat(before.at("/labels/cluster").asText()).isEqualTo("west");
                assertThat(before.path("generatorURL").asText())
                        .isEqualTo("http://" + monitor.address() + "/#alert-NonFiniteLoss");
                monitor.await("the chat to hear from Vigil", () -> heard("/direct"));
                monitor.await("the chat to hear from Alertmanager", () -> heard("/routed"));
                monitor.kill();
            }
            Instant killed = Instant.now();
            try (MonitorProcess monitor = MonitorProcess.start(storage, run)) {
                JsonNode after = monitor.await(
                        "NonFiniteLoss to be told again",
                        () -> alertmanager.alert("alertname", "NonFiniteLoss").filter(alert -> isAfter(alert, killed)));
                assertThat(after.path("startsAt")).isEqualTo(before.path("startsAt"));
                assertThat(heard).noneMatch(PushIT::isAnEnd);
                assertThat(monitor.metrics("vigil_notifications_sent_total{receiver=\"http://"))
                        .hasSize(1);
                assertThat(monitor.metrics("vigil_notifications_sent_total{receiver=\"chat\"}"))
                        .hasSize(1);
                assertThat(monitor.output()).doesNotContain("/direct");
            }
        }
    }

    private Path config(RealAlertmanager alertmanager, String chat) throws IOException {
        // An alert ends by itself after four resends without a word: more than a monitor takes to start again.
        return Files.writeString(folder.resolve("vigil.yml"), """
                global: {external_labels: {cluster: west}}
                alerting:
                  resend_delay: 1m
                  alertmanagers: [{static_configs: [{targets: ["%s"]}]}]
                  webhook_configs: [{name: chat, url: "%s/direct", group_wait: 0s}]
                """.formatted(alertmanager.address(), chat));
    }

    private static String routes(String chat) {
        return """
                route: {receiver: chat, group_by: [alertname], group_wait: 0s, group_interval: 1s}
                receivers: [{name: chat, webhook_configs: [{url: "%s/routed", send_resolved: true}]}]
                """.formatted(chat);
    }

    private void hear(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            heard.add(new Heard(request.path(), read(body.getBytes())));
            request.response().end();
        });
    }

    private Optional<Heard> heard(String path) {
        return heard.stream()
                .filter(each -> each.path().equals(path))
                .filter(each ->
                        each.message().at("/groupLabels/alertname").asText().equals("NonFiniteLoss"))
                .findFirst();
    }

    private static boolean isAnEnd(Heard heard) {
        return heard.message().path("alerts").findValuesAsText("status").contains("resolved");
    }

    private static boolean isAfter(JsonNode alert, Instant time) {
        return Instant.parse(alert.path("updatedAt").asText()).isAfter(time);
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
