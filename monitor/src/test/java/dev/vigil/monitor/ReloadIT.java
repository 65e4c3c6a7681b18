package dev.vigil.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.MonitorProcess;
import dev.vigil.monitor.testing.MonitorProcess.Alert;
import dev.vigil.monitor.testing.RealTargets;
import dev.vigil.monitor.testing.RunningTarget;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of a running monitor are changed while an alert fires and others wait: by SIGHUP, by request, by a changed file. */
class ReloadIT {

    private static final String WAITING = """
            groups:
              - name: reload
                rules:
                  - alert: Waiting
                    expr: SELECT job, instance, step AS value FROM targets WHERE step >= 0
                    for: 1h
            """;
    private static final String SEEN = """
                  - alert: Seen
                    expr: SELECT job, instance, step AS value FROM targets WHERE step >= %d
            """;
    private static final String CONFIG = """
            global: {poll_interval: %s}
            rule_files: [rules.yml]
            watch_configs:
              - job_name: reload
                static_configs: [{targets: ["%s", "%s"]}]
            """;

    @TempDir
    Path folder;

    @Test
    void rulesComeChangeAndGoWhileAlertsGoOn() throws IOException, InterruptedException {
        try (RunningTarget broken = RealTargets.python().start("pure.py", "--fault", "nan-loss", "--fault-after", "1");
                RunningTarget healthy = RealTargets.python().start("pure.py")) {
            write("rules.yml", WAITING);
            write("vigil.yml", CONFIG.formatted("1s", broken.address(), healthy.address()));
            try (MonitorProcess monitor = MonitorProcess.start(
                    folder.resolve("data"),
                    "--config",
                    folder.resolve("vigil.yml").toString(),
                    "--web.enable-lifecycle")) {
                Alert fired = monitor.awaitFiring("NonFiniteLoss", broken.address());
                List<Alert> waiting = monitor.await("both to wait", () -> two(monitor, "Waiting", "pending"));

                write("rules.yml", WAITING + SEEN.formatted(0));
                if (monitor.hearsHangUp()) {
                    monitor.hangUp();
                } else {
                    assertThat(monitor.post("/-/reload").statusCode()).isEqualTo(200);
                }
                List<Alert> seen = monitor.await("the new rule", () -> two(monitor, "Seen", "firing"));

                write("rules.yml", WAITING + SEEN.formatted(1));
                HttpResponse<String> reply = monitor.post("/-/reload");
                assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
                assertThat(reply.body()).contains("1 with another query (reload/Seen)");
                assertThat(named(monitor, "Seen"))
                        .hasSize(2)
                        .extracting(Alert::activeAt)
                        .isEqualTo(times(seen));

                write("rules.yml", WAITING);
                assertThat(monitor.post("/-/reload").body()).contains("1 deleted (reload/Seen)");
                monitor.await(
                        "their end", () -> Optional.of(named(monitor, "Seen")).filter(List::isEmpty));

                assertThat(monitor.awaitFiring("NonFiniteLoss", broken.address())
                                .activeAt())
                        .isEqualTo(fired.activeAt());
                assertThat(named(monitor, "Waiting"))
                        .extracting(Alert::activeAt)
                        .isEqualTo(times(waiting));
                assertThat(transitions(monitor))
                        .containsExactlyInAnyOrder(
                                "NonFiniteLoss firing 1", "Seen firing 2", "Seen resolved 2", "Waiting pending 2");
                assertThat(monitor.get("/-/healthy")).isPresent();
            }
        }
    }

    @Test
    void filesWithAMistakeChangeNothing() throws IOException, InterruptedException {
        try (RunningTarget target =
                RealTargets.python().start("pure.py", "--fault", "nan-loss", "--fault-after", "1")) {
            Path config = write("vigil.yml", CONFIG.formatted("1s", target.address(), target.address()));
            write("rules.yml", WAITING);
            try (MonitorProcess monitor =
                    MonitorProcess.start(folder.resolve("data"), "--config", config.toString(), "--watch-files")) {
                Alert fired = monitor.awaitFiring("NonFiniteLoss", target.address());
                assertThat(monitor.metrics("vigil_config_last_reload_successful"))
                        .containsExactly("vigil_config_last_reload_successful 1.0");
                List<String> read = monitor.metrics("vigil_config_last_reload_success_timestamp_seconds");

                write("vigil.yml", "glbal: {}\n" + CONFIG.formatted("1s", target.address(), target.address()));
                write("rules.yml", WAITING.replace("step >= 0", "stop >= 0"));
                monitor.await("the failure", () -> metric(monitor, "vigil_config_last_reload_successful 0.0"));
                assertThat(monitor.output())
                        .contains("Nothing was reloaded, all goes on as before; 2 problems:")
                        .contains("vigil.yml:1:1: unknown key 'glbal'")
                        .contains("rules.yml:5:")
                        .contains("'stop'");
                assertThat(monitor.metrics("vigil_config_last_reload_success_timestamp_seconds"))
                        .isEqualTo(read);

                write("rules.yml", WAITING);
                write(
                        "vigil.yml",
                        CONFIG.formatted("500ms", target.address(), target.address()) + "flink: {parallelism: 2}\n");
                monitor.await("the next try", () -> metric(monitor, "vigil_config_last_reload_successful 1.0"));
                assertThat(monitor.output())
                        .contains("reloaded:")
                        .contains("targets: reload")
                        .contains("Only a restart changes flink.parallelism: it is 1, the file says 2");
                assertThat(monitor.awaitFiring("NonFiniteLoss", target.address())
                                .activeAt())
                        .isEqualTo(fired.activeAt());
                assertThat(monitor.post("/-/reload").statusCode()).isEqualTo(403);
            }
        }
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Optional<List<Alert>> two(MonitorProcess monitor, String name, String state) {
        List<Alert> found = named(monitor, name);
        return Optional.of(found)
                .filter(all -> all.size() == 2
                        && all.stream().allMatch(alert -> alert.state().equals(state)));
    }

    private static List<Alert> named(MonitorProcess monitor, String name) {
        return monitor.alerts().stream()
                .filter(alert -> alert.name().equals(name))
                .toList();
    }

    private static List<String> times(List<Alert> alerts) {
        return alerts.stream().map(Alert::activeAt).toList();
    }

    /** All of them but Watchdog's, as {@code name kind count}. */
    private static List<String> transitions(MonitorProcess monitor) {
        return monitor.metrics("vigil_alerts_total{").stream()
                .filter(line -> !line.contains("Watchdog"))
                .map(line -> line.replaceAll(".*alertname=\"(\\w+)\".*transition=\"(\\w+)\".* (\\d+)\\.0$", "$1 $2 $3"))
                .toList();
    }

    private static Optional<String> metric(MonitorProcess monitor, String line) {
        return monitor.metrics(line).stream().findFirst();
    }
}
