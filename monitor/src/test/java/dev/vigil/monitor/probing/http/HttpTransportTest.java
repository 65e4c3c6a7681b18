package dev.vigil.monitor.probing.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.RequestOptions;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTransportTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void readsAnAnswerAndKeepsTheConnection() throws Exception {
        try (FakeServer server = FakeServer.start(vertx, FakeServer.answering(200, "[]"));
                ProbingClient client = connect(server, LONG)) {
            for (int poll = 0; poll < 5; poll++) {
                assertThat(Replies.read(client.nodes())).isEmpty();
                vertx.timer(20, TimeUnit.MILLISECONDS).await(); // as polls come: the connection is back in its pool
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests()).allSatisfy(request -> {
                assertThat(request.method()).isEqualTo("GET");
                assertThat(request.path()).isEqualTo("/apis/nodes");
                assertThat(request.head()).doesNotContainIgnoringCase("authorization");
            });
        }
    }

    @Test
    void timesOutWhenTheServerStallsAndAsksAnewOnAnotherConnection() throws Exception {
        try (FakeServer server = FakeServer.start(vertx, (request, socket) -> {});
                ProbingClient client = connect(server, SHORT)) {
            assertThat(Replies.of(client.nodes())).isInstanceOf(Reply.TimedOut.class);
            server.behave(FakeServer.answering(200, "[]"));
            assertThat(Replies.read(connect(server, LONG).nodes())).isEmpty();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void timesOutWhenTheAnswerDripsOrStopsHalfWay() throws Exception {
        try (FakeServer server = FakeServer.start(
                        vertx,
                        (request, socket) -> socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"));
                ProbingClient client = connect(server, SHORT)) {
            assertThat(Replies.of(client.nodes())).isInstanceOf(Reply.TimedOut.class);
            server.behave((request, socket) -> vertx.setPeriodic(20, tick -> socket.write("H")));
            assertThat(Replies.of(client.nodes())).isNotInstanceOf(Reply.Read.class);
        }
    }

    @Test
    void callsAConnectionThatBreaksRefused() throws Exception {
        try (FakeServer server = FakeServer.start(vertx, (request, socket) -> socket.close());
                ProbingClient client = connect(server, LONG)) {
            assertThat(Replies.of(client.nodes())).isInstanceOf(Reply.Refused.class);
            server.behave((request, socket) ->
                    socket.end(Buffer.buffer("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")));
            assertThat(Replies.of(client.nodes())).isInstanceOf(Reply.Refused.class);
        }
    }

    @Test
    void callsGarbageMalformed() throws Exception {
        try (FakeServer server =
                        FakeServer.start(vertx, (request, socket) -> socket.write("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
                ProbingClient client = connect(server, LONG)) {
            assertThat(Replies.of(client.nodes())).isInstanceOf(Reply.Malformed.class);
        }
    }

    @Test
    void stopsReadingAFlood() throws Exception {
        String megabyte = "x".repeat(1 << 20);
        try (FakeServer server = FakeServer.start(vertx, (request, socket) -> {
                    socket.write("HTTP/1.1 200 OK\r\n\r\n");
                    socket.write(megabyte).onSuccess(sent -> socket.write(megabyte));
                });
                ProbingClient client = connect(server, LONG)) {
            assertThat(Replies.of(client.mailbox()))
                    .isInstanceOfSatisfying(
                            Reply.Malformed.class,
                            malformed -> assertThat(malformed.reason()).contains("more than 1048576 bytes"));
        }
    }

    @Test
    void stopsReadingEndlessHeaders() throws Exception {
        try (FakeServer server = FakeServer.start(
                        vertx, (request, socket) -> socket.write("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(100_000)));
                ProbingClient client = connect(server, LONG)) {
            assertThat(Replies.of(client.nodes())).isInstanceOf(Reply.Malformed.class);
        }
    }

    @ParameterizedTest(name = "{0} characters")
    @CsvSource({"10, eventloop", "300000, worker"})
    void decodesLargeAnswersOffTheEventLoop(int size, String thread) throws Exception {
        try (FakeServer server = FakeServer.start(vertx, FakeServer.answering(200, "x".repeat(size)));
                HttpTransport transport = transport(server)) {
            Future<Reply<String>> decoded = transport.send(
                    Request.get("/", LONG),
                    raw -> new Reply.Read<>(Thread.currentThread().getName(), raw.took()));
            assertThat(Replies.read(decoded)).contains(thread);
        }
    }

    @ParameterizedTest(name = "{0} characters")
    @ValueSource(ints = {10, 300_000})
    void turnsAMistakeOfADecoderIntoAReply(int size) throws Exception {
        try (FakeServer server = FakeServer.start(vertx, FakeServer.answering(200, "x".repeat(size)));
                HttpTransport transport = transport(server)) {
            Future<Reply<String>> decoded = transport.send(Request.get("/", LONG), raw -> {
                throw new IllegalStateException("mistake");
            });
            assertThat(Replies.of(decoded)).isInstanceOf(Reply.Malformed.class);
        }
    }

    private HttpTransport transport(FakeServer server) {
        HttpClient http = vertx.createHttpClient();
        return new HttpTransport(
                vertx,
                http,
                () -> Future.succeededFuture(new RequestOptions()
                        .setHost(server.endpoint().host())
                        .setPort(server.endpoint().port())),
                Secret.NONE);
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (ProbingClient client =
                new ProbingClients(vertx).connect(new Endpoint.Tcp("127.0.0.1", port), LONG, Secret.NONE)) {
            assertThat(Replies.of(client.nodes()))
                    .isInstanceOfSatisfying(
                            Reply.Refused.class,
                            refused ->
                                    assertThat(refused.reason()).isEqualTo("connection refused: nobody listens there"));
        }
    }

    @Test
    void saysThatAProcessIsNotThere() throws Exception {
        Vertx withUnixSockets = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        assumeThat(withUnixSockets.isNativeTransportEnabled()).isTrue();
        long beyondAll = 1L << 40; // Linux has no such pid
        try (ProbingClient client =
                new ProbingClients(withUnixSockets).connect(new Endpoint.Local(beyondAll), LONG, Secret.NONE)) {
            assertThat(Replies.of(client.nodes()))
                    .isInstanceOfSatisfying(
                            Reply.Refused.class,
                            refused -> assertThat(refused.reason())
                                    .isEqualTo("no such process here, or one that was not started under Probing"));
        } finally {
            withUnixSockets.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void sendsCredentialsAndEscapesTheStatement() throws Exception {
        try (FakeServer server = FakeServer.start(vertx, FakeServer.answering(200, "{\"payload\":\"Nil\"}"));
                ProbingClient client =
                        new ProbingClients(vertx).connect(server.endpoint(), LONG, new Secret("s3cret"))) {
            Replies.read(client.query("SELECT \"a\\b\" -- é\n"));
            FakeServer.Request request = server.requests().get(0);
            assertThat(request.head()).contains("Bearer s3cret");
            assertThat(request.path()).isEqualTo("/query");
            assertThat(request.body())
                    .isEqualTo("{\"version\":{\"major\":0,\"minor\":1,\"patch\":0},\"message_id\":null,\"timestamp\":0,"
                            + "\"payload\":{\"expr\":\"SELECT \\\"a\\\\b\\\" -- é\\n\",\"opts\":null}}");
        }
    }

    @Test
    void escapesTheKeyOfASetting() throws Exception {
        try (FakeServer server = FakeServer.start(vertx, FakeServer.answering(200, "on"));
                ProbingClient client = connect(server, LONG)) {
            assertThat(Replies.read(client.setting("a b/../c"))).hasValue("on");
            assertThat(server.paths()).isEqualTo(List.of("/config/a%20b%2F..%2Fc"));
        }
    }

    @Test
    void endsWhatIsInFlightWhenClosed() throws Exception {
        try (FakeServer server = FakeServer.start(vertx, (request, socket) -> {})) {
            ProbingClient client = connect(server, LONG);
            var reply = client.nodes();
            client.close();
            assertThat(Replies.of(reply)).isInstanceOf(Reply.Refused.class);
            assertThat(Replies.of(client.nodes())).isInstanceOf(Reply.Refused.class);
        }
    }

    private ProbingClient connect(FakeServer server, Duration deadline) {
        return new ProbingClients(vertx).connect(server.endpoint(), deadline, Secret.NONE);
    }
}
