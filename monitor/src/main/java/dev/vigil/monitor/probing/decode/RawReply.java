package dev.vigil.monitor.probing.decode;

import dev.vigil.monitor.probing.Reply;
import java.time.Duration;
import java.util.Objects;

/**
 * A complete HTTP answer.
 *
 * @param status HTTP status
 * @param body text; bytes that are not UTF-8 were replaced
 * @param took from sending to the last byte
 */
public record RawReply(int status, String body, Duration took) {

    private static final int SHOWN = 160;

    /** Checks the arguments. */
    public RawReply {
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(took, "took");
    }

    boolean isOk() {
        return status == 200;
    }

    <T> Reply<T> read(T value) {
        return new Reply.Read<>(value, took);
    }

    <T> Reply<T> malformed(String reason) {
        return new Reply.Malformed<>(reason, took);
    }

    /** For an answer that the protocol does not promise, with the beginning of its text: never of the environment. */
    <T> Reply<T> unexpected() {
        if (status == 504) {
            return new Reply.TimedOut<>("HTTP 504: the server gave up on the process", took);
        }
        return malformed("HTTP " + status + beginning());
    }

    private String beginning() {
        String line = body.strip().replaceAll("\\p{Cntrl}+", " ");
        if (line.isEmpty()) {
            return "";
        }
        return ": " + (line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…");
    }
}
