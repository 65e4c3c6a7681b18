package dev.vigil.monitor.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** A real Alertmanager (Debian's {@code prometheus-alertmanager}) on the loopback address. It forgets all when it ends. */
public final class RealAlertmanager implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern LISTENING = Pattern.compile("Listening on\".* address=127\\.0\\.0\\.1:(\\d+)");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final Path folder;
    private Process process;
    private int port;

    private RealAlertmanager(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /** Starts one whose configuration says that nobody is told. */
    public static RealAlertmanager start(Path folder) throws IOException, InterruptedException {
        return start(folder, "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n");
    }

    /**
     * Starts one, or skips the test.
     *
     * @param folder empty; for its files
     * @param configuration text of {@code alertmanager.yml}
     */
    public static RealAlertmanager start(Path folder, String configuration) throws IOException, InterruptedException {
        Installed.require("prometheus-alertmanager", "apt install prometheus-alertmanager");
        Files.writeString(folder.resolve("alertmanager.yml"), configuration);
        RealAlertmanager alertmanager = new RealAlertmanager(folder, launch(folder, 0));
        alertmanager.port = alertmanager.await("Alertmanager to listen", alertmanager::listening);
        return alertmanager;
    }

    private static Process launch(Path folder, int port) throws IOException {
        return new ProcessBuilder(
                        "prometheus-alertmanager",
                        "--config.file=" + folder.resolve("alertmanager.yml"),
                        "--storage.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("alertmanager.log").toFile())
                .start();
    }

    private Optional<Integer> listening() {
        Matcher matcher = LISTENING.matcher(log());
        return matcher.find() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    /** Where it listens, also after it was started again. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** An alert that is active, by the value of a label. */
    public Optional<JsonNode> alert(String label, String value) {
        return alerts().stream()
                .filter(alert -> alert.path("labels").path(label).asText().equals(value))
                .findFirst();
    }

    /** Alerts that are active: those that ended are left out by Alertmanager. */
    public List<JsonNode> alerts() {
        try {
            HttpResponse<byte[]> reply = HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://" + address() + "/api/v2/alerts"))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return StreamSupport.stream(JSON.readTree(reply.body()).spliterator(), false)
                    .toList();
        } catch (IOException notYet) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Asks again and again until there is an answer; the patience is a bound for hung tests, not a claim about speed. */
    public <T> T await(String what, Supplier<Optional<T>> question) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("Alertmanager ended\n" + log());
            }
        }
        throw new AssertionError("waited in vain for " + what + "; alerts: " + alerts() + "\n" + log());
    }

    /** kill -9. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again on the same port, without what it knew. */
    public void restart() throws IOException, InterruptedException {
        process = launch(folder, port);
        await("Alertmanager to listen again", this::listening);
    }

    /** It keeps its connections and answers nothing. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** It goes on. */
    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", signal, Long.toString(process.pid())));
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new AssertionError("no signal to Alertmanager");
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("alertmanager.log"));
        } catch (IOException none) {
            return "";
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
