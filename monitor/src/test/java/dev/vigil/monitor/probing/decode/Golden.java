package dev.vigil.monitor.probing.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Replies recorded from real processes, test resources {@code golden/}. */
public final class Golden {

    private Golden() {}

    /** The recorded answer. */
    public static RawReply reply(String name) {
        JsonNode response = file(name).get("response");
        return new RawReply(response.get("status").asInt(), response.get("body").asText(), Duration.ofMillis(1));
    }

    /** The recorded answer as another status with another text. */
    public static RawReply made(int status, String body) {
        return new RawReply(status, body, Duration.ofMillis(1));
    }

    private static JsonNode file(String name) {
        try (InputStream file = Golden.class.getResourceAsStream("/golden/" + name + ".json")) {
            if (file == null) {
                throw new IllegalArgumentException("no golden reply " + name);
            }
            return new ObjectMapper().readTree(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
