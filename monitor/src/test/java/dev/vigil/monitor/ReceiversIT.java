package dev.vigil.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.MonitorProcess;
import dev.vigil.monitor.testing.RealTargets;
import dev.vigil.monitor.testing.RunningTarget;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told of alerts is changed while an alert of a real process fires. */
class ReceiversIT {

    private static final String WEBHOOK = "webhook_configs: [{name: %s, url: \"%s/%s\", group_wait: 0s}]\n";
    private static final String ALERTMANAGER = "alertmanagers: [{static_configs: [{targets: [\"%s\"]}]}]\n";
    private static final String SEEN = """
            groups:
              - name: receivers
                rules:
                  - {alert: Seen, expr: 'SELECT job, instance, step AS value FROM targets WHERE step >= 0'}
            """;

    private final Vertx vertx = Vertx.vertx();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private record Heard(String path, String message) {}

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void othersAreToldFromAReloadOnAndThoseFromBeforeNoMore() throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(this::hear)
                .listen(0, "127.0.0.1")
                .await();
        String address = "127.0.0.1:" + server.actualPort();
        String url = "http://" + address;
        configure(WEBHOOK.formatted("early", url, "early"));
        Files.writeString(folder.resolve("rules.yml"), "groups: []\n");
        try (RunningTarget broken = RealTargets.python().start("pure.py", "--fault", "nan-loss", "--fault-after", "1");
                MonitorProcess monitor = MonitorProcess.start(
                        folder.resolve("data"),
                        broken.address(),
                        "--config",
                        folder.resolve("vigil.yml").toString(),
                        "--web.enable-lifecycle")) {
            String told = monitor.await("the first receiver", () -> heard("/early", "NonFiniteLoss"));
            String startsAt = startsAt(told);

            configure(WEBHOOK.formatted("late", url, "late") + "  " + ALERTMANAGER.formatted(address));
            assertThat(reload(monitor, 200)).contains("receivers of alerts");
            int before = count("/early");
            assertThat(startsAt(monitor.await("the new webhook", () -> heard("/late", "NonFiniteLoss"))))
                    .isEqualTo(startsAt);
            monitor.await("the new Alertmanager", () -> heard("/api/v2/alerts", "NonFiniteLoss"));
            assertThat(monitor.metrics("vigil_notifications_sent_total{"))
                    .hasSize(2)
                    .noneMatch(line -> line.contains("early"));

            configure(WEBHOOK.formatted("wrong", "nowhere", ""));
            assertThat(reload(monitor, 500)).contains("vigil.yml:4:");
            assertThat(monitor.metrics("vigil_config_last_reload_successful"))
                    .containsExactly("vigil_config_last_reload_successful 0.0");

            Files.writeString(folder.resolve("rules.yml"), SEEN);
            configure(WEBHOOK.formatted("late", url, "late") + "  " + ALERTMANAGER.formatted(address));
            assertThat(reload(monitor, 200)).contains("receivers/Seen").doesNotContain("receivers of alerts");
            monitor.await("the new rule at the webhook", () -> heard("/late", "Seen"));
            monitor.await("the new rule at Alertmanager", () -> heard("/api/v2/alerts", "Seen"));
            assertThat(count("/early")).isEqualTo(before);
            assertThat(heard).noneMatch(each -> each.message().contains("\"status\":\"resolved\""));
        }
    }

    private void configure(String receivers) throws IOException {
        Files.writeString(folder.resolve("vigil.yml"), """
                rule_files: [rules.yml]
                global: {poll_interval: 500ms}
                alerting:
                  %s""".formatted(receivers));
    }

    private static String reload(MonitorProcess monitor, int status) throws IOException, InterruptedException {
        HttpResponse<String> reply = monitor.post("/-/reload");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        return reply.body();
    }

    private void hear(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            heard.add(new Heard(request.path(), body.toString()));
            request.response().end();
        });
    }

    private Optional<String> heard(String path, String alert) {
        return heard.stream()
                .filter(each -> each.path().equals(path))
                .map(Heard::message)
                .filter(message -> message.contains("\"alertname\":\"" + alert + "\""))
                .findFirst();
    }

    private int count(String path) {
        return (int) heard.stream().filter(each -> each.path().equals(path)).count();
    }

    private static String startsAt(String message) {
        return message.replaceAll("(?s).*?\"startsAt\":\"([^\"]+)\".*", "$1");
    }
}
