package dev.vigil.monitor.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The simulator says what real processes said: the same fields of the same kinds. */
class ShapeTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Objects whose keys are names that a process or a user chose. */
    private static final Set<String> FREE = Set.of("env", "watch", "auto", "rank");

    private static final Instant BORN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = BORN.plusSeconds(60);

    private final SimulatedProcess process = new SimulatedProcess(11764, 0, 2, Duration.ofMillis(25), BORN);

    private static String recorded(String name) throws IOException {
        try (InputStream stream = ShapeTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            return JSON.readTree(stream).path("response").path("body").asText();
        }
    }

    private static String request(String name) throws IOException {
        try (InputStream stream = ShapeTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            String body = JSON.readTree(stream).path("request").path("body").asText();
            return JSON.readTree(body).path("payload").path("expr").asText();
        }
    }

    private String query(String sql) {
        return QueryAnswers.answer(process, sql, true, NOW);
    }

    private static void assertSameShape(String simulated, String recorded) throws IOException {
        TreeSet<String> ours = new TreeSet<>();
        TreeSet<String> theirs = new TreeSet<>();
        collect("", JSON.readTree(simulated), ours);
        collect("", JSON.readTree(recorded), theirs);
        assertThat(ours).isEqualTo(theirs);
    }

    private static void collect(String path, JsonNode node, Set<String> shape) {
        if (node.isObject() && !FREE.contains(path.substring(path.lastIndexOf('.') + 1))) {
            node.properties().forEach(field -> collect(path + "." + field.getKey(), field.getValue(), shape));
        } else if (node.isArray() && !node.isEmpty()) {
            node.forEach(element -> collect(path + "[]", element, shape));
        } else {
            shape.add(path);
        }
    }

    private void install() {
        process.sample(
                new SamplerRequest("3f9a1c", Set.of("loss", "nope"), Duration.ofMillis(250)), NOW.minusSeconds(20));
    }

    @Test
    void theDocumentOfTheSampler() throws IOException {
        install();
        process.strike(Fault.NAN_LOSS, NOW.minusSeconds(2));

        assertSameShape(process.document(NOW), recorded("mailbox_torch_mlp"));
    }

    @Test
    void whoTheProcessIs() throws IOException {
        assertSameShape(process.overview(), recorded("overview"));
    }

    @Test
    void moduleRows() throws IOException {
        assertSameShape(query(request("torch_trace_on")), recorded("torch_trace_on"));
    }

    @Test
    void aBacktrace() throws IOException {
        assertSameShape(query(request("backtrace_lock_hang")), recorded("backtrace_lock_hang"));
    }

    @Test
    void aMissingTable() throws IOException {
        assertThat(JSON.readTree(query(request("query_error_missing_table"))).path("payload"))
                .isEqualTo(JSON.readTree(recorded("query_error_missing_table")).path("payload"));
    }

    @Test
    void anInstallation() throws IOException {
        String answer = query("SELECT value FROM python.`builtins.exec(__import__('base64').b64decode('"
                + base64("m.start('" + base64("{\"token\":\"t\",\"watch\":{},\"interval\":0.5}") + "')")
                + "').decode())`");

        assertSameShape(answer, recorded("watch_install"));
        assertThat(JSON.readTree(answer)
                        .at("/payload/DataFrame/cols/0/SeqText/0")
                        .asText())
                .isEqualTo("None");
        assertThat(process.document(NOW)).contains("\"token\":\"t\"");
    }

    private static String base64(String text) {
        return java.util.Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
