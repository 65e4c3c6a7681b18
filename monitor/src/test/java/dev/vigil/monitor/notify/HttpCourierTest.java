package dev.vigil.monitor.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.config.Alerting.Access;
import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.notify.Verdict.Kind;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Receivers that a real Alertmanager never is. */
class HttpCourierTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void postsJsonWithItsCredentials() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        int port = serve(request -> request.body().onSuccess(body -> {
            heard.add(request.method() + " " + request.path() + " " + request.getHeader("Content-Type") + " "
                    + request.getHeader("Authorization") + " " + body);
            request.response().end();
        }));

        assertThat(deliver(port, Duration.ofSeconds(20), true)).isEqualTo(Verdict.ACCEPTED);
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("POST /hook application/json Bearer s3cret [1]");
    }

    @Test
    void saysWhyItWasRefusedInOneLine() throws Exception {
        int port = serve(request -> request.response().setStatusCode(400).end("no\r\nlabels"));

        assertThat(deliver(port, Duration.ofSeconds(20), true)).isEqualTo(Verdict.of(400, "no labels"));
    }

    @Test
    void doesNotQuoteAWebhook() throws Exception {
        int port = serve(request -> request.response().setStatusCode(404).end("no hook " + request.path()));

        assertThat(deliver(port, Duration.ofSeconds(20), false).reason()).isEqualTo("HTTP 404");
    }

    @Test
    void doesNotFollowARedirect() throws Exception {
        int port = serve(request -> request.response()
                .setStatusCode(307)
                .putHeader("Location", "/elsewhere")
                .end());

        assertThat(deliver(port, Duration.ofSeconds(20), true).kind()).isEqualTo(Kind.REJECTED);
    }

    @Test
    void givesUpOnOneThatDoesNotAnswer() throws Exception {
        int port = serve(request -> {});

        assertThat(deliver(port, Duration.ofMillis(200), true))
                .isEqualTo(Verdict.unavailable("no answer within 200 ms"));
    }

    @Test
    void readsOnlyTheBeginningOfAnEndlessReply() throws Exception {
        int port = raw(socket -> {
            socket.write("HTTP/1.1 500 oops\r\nTransfer-Encoding: chunked\r\n\r\n");
            flood(socket);
        });

        Verdict verdict = deliver(port, Duration.ofSeconds(20), true);

        assertThat(verdict.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(verdict.reason()).startsWith("HTTP 500 xxx").hasSizeLessThan(400);
    }

    @Test
    void garbageIsNoAnswer() throws Exception {
        int port = raw(socket -> socket.write("\0\1\2 this is not HTTP\r\n\r\n"));

        assertThat(deliver(port, Duration.ofSeconds(20), true).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void aConnectionThatIsCutIsNoAnswer() throws Exception {
        int port = raw(socket ->
                socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab").onComplete(written -> socket.close()));

        assertThat(deliver(port, Duration.ofSeconds(20), true).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void nobodyThereIsToldWithoutTheUrl() throws Exception {
        int port = serve(request -> {});
        await(vertx.close());
        Vertx other = Vertx.vertx();
        try {
            Verdict verdict =
                    await(courier(other, port, Duration.ofSeconds(20), false).deliver(Buffer.buffer("[1]")));
            assertThat(verdict).isEqualTo(Verdict.unavailable("connection refused"));
        } finally {
            await(other.close());
        }
    }

    private static void flood(NetSocket socket) {
        socket.write("400\r\n" + "x".repeat(1024) + "\r\n").onSuccess(written -> flood(socket));
    }

    private Verdict deliver(int port, Duration timeout, boolean quotes) throws Exception {
        return await(courier(vertx, port, timeout, quotes).deliver(Buffer.buffer("[1]")));
    }

    private static HttpCourier courier(Vertx vertx, int port, Duration timeout, boolean quotes) {
        Secret url = new Secret("http://127.0.0.1:" + port + "/hook");
        return new HttpCourier(vertx.createHttpClient(), url, new Access(timeout, new Secret("Bearer s3cret")), quotes);
    }

    private int serve(Handler<HttpServerRequest> handler) throws Exception {
        return await(vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1"))
                .actualPort();
    }

    private int raw(Handler<NetSocket> handler) throws Exception {
        return await(vertx.createNetServer()
                        .connectHandler(socket -> socket.handler(request -> {
                            socket.handler(more -> {});
                            handler.handle(socket);
                        }))
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
