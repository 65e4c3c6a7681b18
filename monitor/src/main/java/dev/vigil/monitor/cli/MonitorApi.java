package dev.vigil.monitor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a running monitor, over the HTTP API that everybody else uses too. */
final class MonitorApi {

    /** A monitor with hundreds of rules and alerts answers with a few MB. */
    private static final int MOST_BYTES = 64 << 20;

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final URI url;

    /**
     * The monitor at this address.
     *
     * @param url such as {@code http://127.0.0.1:9780}
     */
    MonitorApi(URI url) {
        this.url = url;
    }

    /**
     * The field {@code data} of an answer.
     *
     * @param path such as {@code /api/v1/rules}
     * @throws IOException if the monitor does not answer, or not as a monitor does; the message says what to do
     */
    JsonNode data(String path) throws IOException, InterruptedException {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(URI.create(url.toString().replaceAll("/+$", "") + path))
                    .timeout(DEADLINE)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new IOException("'" + url + "' is not the address of a monitor, such as http://127.0.0.1:9780", e);
        }
        HttpClient client = HttpClient.newBuilder().connectTimeout(DEADLINE).build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return data(path, response.statusCode(), body.readNBytes(MOST_BYTES));
            }
        } catch (IOException e) {
            throw e instanceof NotAMonitor
                    ? e
                    : new IOException("no monitor answers at " + url + "; say where it is with --url", e);
        }
    }

    private JsonNode data(String path, int status, byte[] body) throws IOException {
        JsonNode reply;
        try {
            reply = new ObjectMapper().readTree(body);
        } catch (IOException e) {
            throw new NotAMonitor(url + path + " is no answer of a monitor (status " + status + ")", e);
        }
        if (status != 200 || !reply.path("status").asText().equals("success")) {
            throw new NotAMonitor(
                    url + path + ": status " + status + " "
                            + reply.path("error").asText(),
                    null);
        }
        return reply.path("data");
    }

    /** Somebody answered, but not as wished. */
    private static final class NotAMonitor extends IOException {

        private static final long serialVersionUID = 1L;

        NotAMonitor(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
