package dev.vigil.monitor.probing.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How a statement is wrapped for {@code POST /query} (PROTOCOL section 4), and how Python is called through one. */
final class QueryEnvelope {

    private QueryEnvelope() {}

    static String of(String sql) {
        return "{\"version\":{\"major\":0,\"minor\":1,\"patch\":0},\"message_id\":null,\"timestamp\":0,"
                + "\"payload\":{\"expr\":\""
                + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(sql))
                + "\",\"opts\":null}}";
    }

    /**
     * Calls a Python function with one text, which may hold anything: base64 has neither quotes nor back quotes.
     *
     * @param function {@code importable.module.function}
     */
    static String call(String function, String argument) {
        return "SELECT value FROM python.`" + function + "('" + base64(argument) + "')`";
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
