package dev.vigil.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.reload.Outcome;
import dev.vigil.rules.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReloadHandlerTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private Outcome outcome = new Outcome.Applied(List.of("rules: 1 new"), List.of());
    private int port;

    @BeforeEach
    void start() throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(new RequestGuard("127.0.0.1"));
        router.post(ReloadHandler.PATH).handler(new ReloadHandler(new Lifecycle(true, () -> {
            asked.incrementAndGet();
            return CompletableFuture.supplyAsync(() -> outcome);
        })));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void answersOnceTheNewRulesRun() throws IOException {
        assertThat(post("")).startsWith("HTTP/1.1 200").contains("reloaded: rules: 1 new");
    }

    @Test
    void tellsEveryProblem() throws IOException {
        outcome = new Outcome.Refused(List.of(
                new Problem("rules.yml", 3, 5, "no such column"), new Problem("vigil.yml", 1, 1, "unknown key")));

        assertThat(post(""))
                .startsWith("HTTP/1.1 500")
                .contains(
                        "goes on as before; 2 problems:\nrules.yml:3:5: no such column\nvigil.yml:1:1: unknown key\n");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost.evil.example",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void isNotAskedByAPageElsewhere(String header) throws IOException {
        assertThat(post(header + "\r\n")).startsWith("HTTP/1.1 403");
        assertThat(asked).hasValue(0);
    }

    @Test
    void isAskedByThisServersOwnPage() throws IOException {
        assertThat(post("Origin: http://localhost\r\nSec-Fetch-Site: same-origin\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(asked).hasValue(1);
    }

    @Test
    void takesNoBody() throws IOException {
        assertThat(post("Content-Length: 2\r\n", "{}")).startsWith("HTTP/1.1 413");
        assertThat(asked).hasValue(0);
    }

    private String post(String headers) throws IOException {
        return post(headers + "Content-Length: 0\r\n", "");
    }

    private String post(String headers, String body) throws IOException {
        String request =
                "POST /-/reload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n" + body;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
