package dev.vigil.monitor.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The whole monitor in a JVM of its own, as {@code vigil run} starts it: so that it can be killed, and so that nothing of
 * it is shared with the test. Asked over HTTP only.
 */
public final class MonitorProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final Process process;
    private final int port;
    private final Path log;

    private MonitorProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts {@code vigil run} and waits until it is ready.
     *
     * @param storage folder of its state; a second monitor may take it over
     * @param arguments of {@code vigil run}
     */
    public static MonitorProcess start(Path storage, String... arguments) throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.vigil.monitor.Main",
                "run"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--storage.path", storage.toString()));
        command.addAll(List.of("--web.listen-address", "127.0.0.1:" + port));
        Path log = Files.createTempFile("vigil-monitor", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("NO_COLOR", "1");
        MonitorProcess monitor = new MonitorProcess(builder.start(), port, log);
        try {
            monitor.await("the monitor to be ready", () -> monitor.get("/-/ready"));
            return monitor;
        } catch (AssertionError | InterruptedException failed) {
            monitor.close();
            throw failed;
        }
    }

    /** One alert as the API tells it. */
    public record Alert(
            String name, String state, String activeAt, Map<String, String> labels, Map<String, String> annotations) {
        /** A label, empty where it is absent. */
        public String label(String label) {
            return labels.getOrDefault(label, "");
        }

        /** All annotations in one text. */
        public String text() {
            return String.join("\n", annotations.values());
        }
    }

    /** Active alerts but Watchdog, pending ones included. */
    public List<Alert> alerts() {
        List<Alert> alerts = new ArrayList<>();
        get("/api/v1/alerts").ifPresent(body -> {
            for (JsonNode alert : read(body).path("data").path("alerts")) {
                Map<String, String> labels = map(alert.path("labels"));
                String name = labels.getOrDefault("alertname", "");
                if (!name.equals("Watchdog")) {
                    String state = alert.path("state").asText();
                    String activeAt = alert.path("activeAt").asText();
                    alerts.add(new Alert(name, state, activeAt, labels, map(alert.path("annotations"))));
                }
            }
        });
        return alerts;
    }

    /** Waits until an alert of that name fires for an instance. */
    public Alert awaitFiring(String name, String instance) throws InterruptedException {
        return await(
                name + " for " + instance,
                () -> alerts().stream()
                        .filter(alert ->
                                alert.name().equals(name) && alert.state().equals("firing"))
                        .filter(alert -> alert.label("instance").equals(instance))
                        .findFirst());
    }

    /** Samples of {@code /metrics} that begin with a text. */
    public List<String> metrics(String prefix) {
        return get("/metrics").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(prefix))
                .toList();
    }

    /** Names of all alerts but Watchdog that ever fired, by the monitor's own count. */
    public List<String> everFired() {
        return metrics("vigil_alerts_total{").stream()
                .filter(line -> line.contains("transition=\"firing\"") && !line.contains("alertname=\"Watchdog\""))
                .filter(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) > 0)
                .toList();
    }

    /** Where it listens. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Body of a successful GET; empty where there is none. */
    public Optional<String> get(String path) {
        try {
            HttpResponse<String> reply = HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return reply.statusCode() == 200 ? Optional.of(reply.body()) : Optional.empty();
        } catch (IOException notYet) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The reply to a POST without a body. */
    public HttpResponse<String> post(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Whether SIGHUP reaches it: under {@code nohup} a process ignores it, and so do those that it starts. */
    public boolean hearsHangUp() throws IOException {
        String ignored = Files.readString(Path.of("/proc/" + process.pid() + "/status"))
                .replaceAll("(?s).*\nSigIgn:\\s*([0-9a-f]+).*", "$1");
        return (Long.parseUnsignedLong(ignored, 16) & 1) == 0;
    }

    /** Sends SIGHUP. */
    public void hangUp() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("SIGHUP could not be sent");
        }
    }

    /** Asks again and again until there is an answer; the patience is a bound for hung tests, not a claim about speed. */
    public <T> T await(String what, Supplier<Optional<T>> question) throws InterruptedException {
        return await(what, PATIENCE.multipliedBy(2), question);
    }

    /** As {@link #await(String, Supplier)}, with a bound of its own. */
    public <T> T await(String what, Duration patience, Supplier<Optional<T>> question) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the monitor ended with " + process.exitValue() + "\n" + output());
            }
        }
        throw new AssertionError("waited in vain for " + what + "; alerts: " + alerts() + "\n" + output());
    }

    /** kill -9. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What it has printed so far. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException lost) {
            return "(no log: " + lost + ")";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Files.deleteIfExists(log);
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException kept) {
            log.toFile().deleteOnExit();
        }
    }

    private static Map<String, String> map(JsonNode node) {
        return JSON.convertValue(node, JSON.getTypeFactory().constructMapType(Map.class, String.class, String.class));
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException broken) {
            throw new AssertionError("no JSON: " + body, broken);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
