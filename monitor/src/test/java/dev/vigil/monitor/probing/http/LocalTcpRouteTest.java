package dev.vigil.monitor.probing.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.decode.NodesDecoder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTcpRouteTest {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final AtomicInteger pid = new AtomicInteger(42);
    private final FakeServer server = FakeServer.start(
            vertx,
            (request, socket) -> FakeServer.answer(
                    socket, 200, request.path().equals("/apis/overview") ? "{\"pid\":" + pid + "}" : "[]"));

    @TempDir
    private Path proc;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void looksForThePortOnceAndAnewAfterARefusal() throws Exception {
        listening();
        LocalTcpRoute route = new LocalTcpRoute(vertx, client, 42, new ListeningSockets(proc));
        try (HttpTransport transport = new HttpTransport(vertx, client, route, Secret.NONE)) {
            ask(transport);
            ask(transport);
            assertThat(server.paths()).containsExactly("/apis/overview", "/apis/nodes", "/apis/nodes");
            route.answered(new Reply.Refused<>("gone", Duration.ZERO));
            ask(transport);
            assertThat(server.paths()).endsWith("/apis/overview", "/apis/nodes").hasSize(5);
        }
    }

    @Test
    void refusesAPortWhereAnotherProcessAnswers() throws Exception {
        listening();
        pid.set(43);
        assertThat(reply())
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.reason()).endsWith("but: another process answers"));
        assertThat(server.paths()).containsExactly("/apis/overview");
    }

    @Test
    void saysThatAProcessDoesNotListen() throws Exception {
        Files.createDirectories(proc.resolve("42/fd"));
        assertThat(reply())
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.reason()).startsWith("process 42 does not listen on TCP"));
    }

    @Test
    void saysThatAProcessIsNotThere() throws Exception {
        assertThat(reply())
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo("no process 42 of yours on this machine"));
    }

    private Reply<?> reply() throws Exception {
        LocalTcpRoute route = new LocalTcpRoute(vertx, client, 42, new ListeningSockets(proc));
        try (HttpTransport transport = new HttpTransport(vertx, client, route, Secret.NONE)) {
            return Replies.of(transport.send(Request.get("/apis/nodes", Duration.ofSeconds(30)), NodesDecoder::decode));
        }
    }

    private void ask(HttpTransport transport) throws Exception {
        Replies.read(transport.send(Request.get("/apis/nodes", Duration.ofSeconds(30)), NodesDecoder::decode));
    }

    private void listening() throws IOException {
        Files.createDirectories(proc.resolve("42/net"));
        Files.createDirectories(proc.resolve("42/fd"));
        String port = String.format("%04X", server.endpoint().port());
        Files.writeString(
                proc.resolve("42/net/tcp"), "0: 0100007F:" + port + " 00000000:0000 0A 0:0 00:0 0 0 0 7 1 0\n");
        Files.createSymbolicLink(proc.resolve("42/fd/5"), Path.of("socket:[7]"));
    }
}
