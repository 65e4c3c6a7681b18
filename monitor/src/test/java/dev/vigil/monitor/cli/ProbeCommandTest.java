package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.probing.Beats;
import dev.vigil.monitor.probing.http.FakeServer;
import io.vertx.core.Vertx;
import java.net.ServerSocket;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbeCommandTest {

    private final Vertx vertx = Vertx.vertx();
    private final FakeServer server = FakeServer.start(vertx, (request, socket) -> {
        boolean question = request.body().contains("vigil_probe.question");
        FakeServer.answer(
                socket, 200, request.path().startsWith("/config/") ? setting(request.path()) : rows(question));
    });
    private final String target = server.endpoint().instance();

    private static String setting(String path) {
        if (path.startsWith("/config/vigil.answer.")) {
            return "{\"output\":\"a\\tb\\n\\u001b[31mc\\n\",\"value\":\"7\",\"error\":null,\"where\":\"step boundary\",\"pause\":0.0125}";
        }
        double now = Instant.now().toEpochMilli() / 1000.0;
        return Beats.text("running", now, now + 1, "[[\"/job/t.py\",\"train\",7],[\"\",\"main\",0]]");
    }

    private static String rows(boolean question) {
        String columns = question
                ? "[{\"SeqText\":[\"{\\\"id\\\":\\\"q\\\"}\"]},\"Nil\"]"
                : "[{\"SeqText\":[\"x\",\"yy\"]},{\"SeqF64\":[0.5,null]}]";
        return "{\"payload\":{\"DataFrame\":{\"names\":[\"a\",\"b\"],\"cols\":" + columns + "}}}";
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void printsAStack() {
        Typed typed = Typed.vigil("probe", target, "backtrace");
        assertThat(typed.status()).isZero();
        assertThat(typed.out()).isEqualTo("#0   train  /job/t.py:7\n#1   main\n");
        assertThat(Typed.vigil("probe", target, "backtrace", "--output", "json").out())
                .isEqualTo("{\"source\":\"sampler\",\"frames\":["
                        + "{\"depth\":0,\"function\":\"train\",\"file\":\"/job/t.py\",\"line\":7},"
                        + "{\"depth\":1,\"function\":\"main\",\"file\":\"\",\"line\":0}]}\n");
    }

    @Test
    void printsRows() {
        Typed typed = Typed.vigil("probe", target, "query", "-- all\nSELECT a, b FROM python.metrics");
        assertThat(typed.status()).isZero();
        assertThat(typed.out()).isEqualTo("a     b\n--  ---\nx   0.5\nyy\n");
        assertThat(typed.err()).contains("2 rows.");
        assertThat(Typed.vigil("probe", target, "query", "SELECT 1", "--output", "json")
                        .out())
                .isEqualTo("[{\"a\":\"x\",\"b\":0.5},{\"a\":\"yy\",\"b\":null}]\n");
    }

    @Test
    void printsOutputAndValue() {
        Typed typed = Typed.vigil("probe", target, "eval", "--timeout", "1s", "-x");
        assertThat(typed.status()).isZero();
        assertThat(typed.out()).isEqualTo("a b\n [31mc\n7\n");
        assertThat(typed.err()).contains("Ran at: step boundary; the training waited 12.5 ms.");
        assertThat(Typed.vigil("probe", target, "eval", "x", "--output", "json").out())
                .contains("\"value\":\"7\"", "\"pause_seconds\":0.0125");
    }

    @Test
    void investigatesAndTellsWhatFailed() {
        Typed typed = Typed.vigil("probe", target, "investigate");
        assertThat(typed.status()).isZero();
        assertThat(typed.out())
                .contains("# " + target, "- state: running", "#0   train  /job/t.py:7", "- learning rates: `7`");
        assertThat(Typed.vigil("probe", target, "investigate", "--output", "json")
                        .out())
                .contains("\"state\":\"running\"", "\"process\":{\"failed\":\"overview");
    }

    @Test
    void refusesWhatHarms() {
        Typed typed = Typed.vigil("probe", target, "query", "SHOW TABLES");
        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.err()).contains("can break a healthy loop");
        assertThat(server.requests()).isEmpty();
        assertThat(Typed.vigil("probe", target, "query", "--unsafe", "SHOW TABLES")
                        .status())
                .isZero();
    }

    @Test
    void saysWhenNobodyAnswers() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Typed typed = Typed.vigil("probe", Integer.toString(port), "backtrace");
        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.err()).isEqualTo("vigil: 127.0.0.1:" + port + ": connection refused: nobody listens there\n");
    }

    @Test
    void saysWhatIsWrongWithTheCommandLine() {
        assertThat(Typed.vigil("probe", "nowhere", "backtrace").status()).isEqualTo(2);
        assertThat(Typed.vigil("probe", target).status()).isEqualTo(2);
        assertThat(Typed.vigil("probe", target, "eval", "x", "--timeout", "soon")
                        .status())
                .isEqualTo(2);
        assertThat(Typed.vigil("probe", target, "query", "SELECT 1", "--unsaef").status())
                .isEqualTo(2);
    }
}
