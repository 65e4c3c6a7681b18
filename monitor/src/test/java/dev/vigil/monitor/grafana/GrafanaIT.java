package dev.vigil.monitor.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.monitor.simulator.Fault;
import dev.vigil.monitor.simulator.SimulatedFleet;
import dev.vigil.monitor.testing.MonitorProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every query of the dashboard on a real Prometheus that scrapes a real monitor of simulated processes, with the scrape
 * settings that {@code docker-compose.yml} uses.
 */
class GrafanaIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void everyQueryOfTheDashboardHasAnAnswer() throws Exception {
        assumeTrue(isInstalled("prometheus"), "prometheus is not installed: the dashboard's queries are not tried");
        Vertx vertx = Vertx.vertx();
        try {
            SimulatedFleet fleet = await(SimulatedFleet.start(vertx, 3));
            try (MonitorProcess monitor = MonitorProcess.start(
                            folder.resolve("data"), fleet.targets().get(0).address());
                    Prometheus prometheus = Prometheus.start(folder, monitor.address())) {
                await(fleet.targets().get(1).inject(Fault.NAN_LOSS));
                for (Dashboard.Query query : all()) {
                    monitor.await(
                            "an answer to '" + query.expr() + "' of " + query.title() + " at " + prometheus.url(),
                            () -> Optional.of(ask(prometheus, query.expr())).filter(result -> !result.isEmpty()));
                }
                assertThat(ask(prometheus, "vigil_target_up")
                                .get(0)
                                .at("/metric/job")
                                .asText())
                        .isEqualTo("training");
            }
        } finally {
            await(vertx.close());
        }
    }

    private static List<Dashboard.Query> all() throws IOException {
        Dashboard dashboard = Dashboard.read();
        List<Dashboard.Query> all = Stream.of(dashboard.queries(), dashboard.others())
                .flatMap(List::stream)
                .toList();
        assertThat(all).hasSizeGreaterThan(20);
        return all;
    }

    private JsonNode ask(Prometheus prometheus, String expr) {
        try {
            String query = URLEncoder.encode(expr, StandardCharsets.UTF_8);
            URI uri = URI.create(prometheus.url() + "/api/v1/query?query=" + query);
            HttpResponse<String> reply = client.send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonNode body = JSON.readTree(reply.body());
            assertThat(body.path("status").asText())
                    .as(expr + ": " + reply.body())
                    .isEqualTo("success");
            return body.at("/data/result");
        } catch (IOException notYet) {
            return JSON.createArrayNode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    private record Prometheus(Process process, String url) implements AutoCloseable {

        static Prometheus start(Path folder, String monitor) throws IOException {
            String config = Files.readString(Dashboard.file("prometheus.yml")).replace("vigil:9780", monitor);
            Path rules = folder.resolve("vigil-rules.yml");
            Files.copy(Dashboard.file("vigil-rules.yml"), rules);
            Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
            int port = freePort();
            List<String> command = new ArrayList<>(List.of(
                    "prometheus",
                    "--config.file=" + file,
                    "--storage.tsdb.path=" + folder.resolve("tsdb"),
                    "--web.listen-address=127.0.0.1:" + port));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("prometheus.log").toFile())
                    .start();
            return new Prometheus(process, "http://127.0.0.1:" + port);
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }

        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
