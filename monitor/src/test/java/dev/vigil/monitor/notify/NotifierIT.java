package dev.vigil.monitor.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.monitor.alert.AlertBoard;
import dev.vigil.monitor.alert.Pulse;
import dev.vigil.monitor.config.Alerting;
import dev.vigil.monitor.config.Alerting.Access;
import dev.vigil.monitor.config.Alerting.Alertmanager;
import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.testing.RealAlertmanager;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notifier and a real Alertmanager: up, down, frozen and back. */
class NotifierIT {

    private static final Clock CLOCK = Clock.systemUTC();

    private final Vertx vertx = Vertx.vertx();
    private final AlertBoard board = new AlertBoard(CLOCK);
    private final Pulse pulse = new Pulse(CLOCK, () -> Optional.of(CLOCK.instant()));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Instant fired = Instant.now().minusSeconds(30);

    @TempDir
    private Path folder;

    private RealAlertmanager alertmanager;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        alertmanager = RealAlertmanager.start(Files.createDirectory(folder.resolve("am")));
    }

    @AfterEach
    void close() {
        if (alertmanager != null) {
            alertmanager.close();
        }
        vertx.close().await();
    }

    @Test
    void anAlertArrivesAndGoesWhenItEnds() throws Exception {
        try (Notifier notifier = notifier(Duration.ofMinutes(1), alertmanager)) {
            assertThat(notifier).isNotNull();
            board.alert(update("NonFiniteLoss", "h:1", "firing"));

            JsonNode alert = arrived("h:1");
            assertThat(alert.at("/labels/alertname").asText()).isEqualTo("NonFiniteLoss");
            assertThat(alert.at("/labels/cluster").asText()).isEqualTo("west");
            assertThat(alert.at("/annotations/summary").asText()).isEqualTo("NonFiniteLoss on h:1");
            assertThat(Instant.parse(alert.path("startsAt").asText())).isEqualTo(millis(fired));
            assertThat(alert.path("generatorURL").asText()).isEqualTo("http://vigil:9780/#alert-NonFiniteLoss");
            assertThat(alert.path("fingerprint").asText())
                    .isEqualTo(Fingerprint.of(Map.of(
                            "alertname", "NonFiniteLoss", "instance", "h:1", "job", "pretrain", "cluster", "west")));

            board.alert(update("NonFiniteLoss", "h:1", "inactive"));
            gone("h:1");
        }
    }

    @Test
    void anAlertThatIsWrongLosesNoOther() throws Exception {
        for (int i = 0; i < 600; i++) {
            board.alert(update("TrainingHang", "h:" + i, "firing"));
            if (i % 250 == 100) {
                board.alert(
                        Alerts.labelled(update("TrainingHang", "bad:" + i, "firing"), "", "a label without a name"));
            }
        }
        try (Notifier notifier = notifier(Duration.ofMinutes(10), alertmanager)) {
            assertThat(notifier).isNotNull();
            alertmanager.await(
                    "600 alerts", () -> Optional.of(alertmanager.alerts()).filter(all -> all.size() == 600));
            alertmanager.await("2 dropped", () -> Optional.of(count("dropped")).filter(dropped -> dropped == 2));
            assertThat(count("sent")).isEqualTo(600);
        }
    }

    @Test
    void anAlertmanagerThatWasDownHearsWhatStands() throws Exception {
        alertmanager.kill();
        try (Notifier notifier = notifier(Duration.ofMinutes(10), alertmanager)) {
            assertThat(notifier).isNotNull();
            board.alert(update("NonFiniteLoss", "h:1", "firing"));
            board.alert(update("TrainingHang", "h:2", "firing"));
            board.alert(update("TrainingHang", "h:2", "inactive"));

            alertmanager.restart();

            arrived("h:1");
            assertThat(alertmanager.alert("instance", "h:2")).isEmpty();
            assertThat(count("dropped")).isZero();
        }
    }

    @Test
    void anAlertmanagerThatForgotAllIsToldAgain() throws Exception {
        try (Notifier notifier = notifier(Duration.ofSeconds(2), alertmanager)) {
            assertThat(notifier).isNotNull();
            board.alert(update("NonFiniteLoss", "h:1", "firing"));
            arrived("h:1");

            alertmanager.kill();
            alertmanager.restart();

            arrived("h:1");
        }
    }

    @Test
    void oneThatIsFrozenDelaysNoOtherAndHearsOfTheEndLater() throws Exception {
        try (RealAlertmanager other = RealAlertmanager.start(Files.createDirectory(folder.resolve("other")));
                Notifier notifier = notifier(Duration.ofMinutes(10), alertmanager, other)) {
            assertThat(notifier).isNotNull();
            board.alert(update("TrainingHang", "h:1", "firing"));
            arrived("h:1");
            alertmanager.freeze();
            board.alert(update("NonFiniteLoss", "h:2", "firing"));
            board.alert(update("TrainingHang", "h:1", "inactive"));

            other.await("the new alert", () -> other.alert("instance", "h:2"));
            other.await("the end", () -> Optional.of(other.alerts()).filter(all -> all.size() == 1));

            alertmanager.thaw();
            arrived("h:2");
            gone("h:1");
        }
    }

    @Test
    void theEndOfTheMonitorEndsNoAlert() throws Exception {
        try (Notifier notifier = notifier(Duration.ofMinutes(1), alertmanager)) {
            assertThat(notifier).isNotNull();
            board.alert(update("NonFiniteLoss", "h:1", "firing"));
        }
        assertThat(alertmanager.alert("instance", "h:1")).isPresent();
    }

    @Test
    void behindTheFileOfTheComposeStackAHangMutesLagAndSlowDown() throws Exception {
        Path file = Path.of("..", "grafana", "alertmanager.yml");
        Path own = Files.createDirectory(folder.resolve("stack"));
        try (RealAlertmanager stack = RealAlertmanager.start(own, Files.readString(file));
                Notifier notifier = notifier(Duration.ofMinutes(1), stack)) {
            assertThat(notifier).isNotNull();
            for (String name : List.of("TrainingHang", "RankLagging", "TrainingSlowdown", "NonFiniteLoss")) {
                board.alert(update(name, "h:1", "firing"));
            }

            assertThat(stack.await("the muted", () -> muted(stack)))
                    .containsExactlyInAnyOrder("RankLagging", "TrainingSlowdown");
        }
    }

    private static Optional<List<String>> muted(RealAlertmanager alertmanager) {
        List<String> muted = alertmanager.alerts().stream()
                .filter(alert -> !alert.at("/status/inhibitedBy").isEmpty())
                .map(alert -> alert.at("/labels/alertname").asText())
                .toList();
        return Optional.of(muted).filter(all -> all.size() > 1);
    }

    private JsonNode arrived(String instance) throws InterruptedException {
        return alertmanager.await("an alert of " + instance, () -> alertmanager.alert("instance", instance));
    }

    private void gone(String instance) throws InterruptedException {
        alertmanager.await(
                "the end of the alert of " + instance,
                () -> Optional.of(true)
                        .filter(yes -> alertmanager.alert("instance", instance).isEmpty()));
    }

    private double count(String what) {
        return registry.get("vigil.notifications." + what).counter().count();
    }

    private Notifier notifier(Duration resendDelay, RealAlertmanager... receivers) {
        Access access = new Access(Duration.ofMillis(500), Secret.NONE);
        List<Alertmanager> all = Stream.of(receivers)
                .map(each -> new Alertmanager("http://" + each.address(), access))
                .toList();
        NotifySettings settings = new NotifySettings(
                new Alerting(resendDelay, all, List.of()), Map.of("cluster", "west"), "http://vigil:9780");
        return Notifier.start(vertx, settings, board, pulse, CLOCK, registry);
    }

    private static Instant millis(Instant time) {
        return Instant.ofEpochMilli(time.toEpochMilli());
    }

    private AlertUpdate update(String name, String instance, String state) {
        long now = CLOCK.millis();
        return new AlertUpdate(
                "g/" + name,
                name,
                state,
                Map.of("alertname", name, "job", "pretrain", "instance", instance),
                Map.of("summary", name + " on " + instance),
                1.0,
                fired.toEpochMilli(),
                fired.toEpochMilli(),
                0,
                state.equals("inactive") ? now : 0,
                now,
                false);
    }
}
