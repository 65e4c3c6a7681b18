package dev.vigil.monitor.probing.http;

import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.decode.RawReply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way. Ends once, by its answer, a failure, its deadline or {@link #cancel}; unless it was answered, its
 * connection is closed, since a late answer would be taken for the next one's. Runs on event loops.
 */
final class Exchange {

    private final Vertx vertx;
    private final Request request;
    private final Promise<Reply<RawReply>> promise = Promise.promise();
    private final Buffer received = Buffer.buffer();
    private final long began = System.nanoTime();
    private final long timer;
    private volatile @Nullable HttpClientRequest sent;

    Exchange(Vertx vertx, Request request) {
        this.vertx = vertx;
        this.request = request;
        long millis = Math.max(1, request.deadline().toMillis());
        this.timer = vertx.setTimer(
                millis, fired -> finish(new Reply.TimedOut<>("no complete answer within " + millis + " ms", took())));
    }

    /** Sends it; the future never fails. */
    Future<Reply<RawReply>> start(HttpClient client, RequestOptions options, Consumer<HttpConnection> connected) {
        client.request(options).onComplete(attempt -> {
            if (attempt.failed()) {
                finish(Failures.ofConnection(attempt.cause(), took(), isLocal(options)));
                return;
            }
            connected.accept(attempt.result().connection());
            send(attempt.result());
        });
        return promise.future();
    }

    private static boolean isLocal(RequestOptions options) {
        return options.getServer() instanceof SocketAddress address && address.isDomainSocket();
    }

    /** Ends it without an answer. */
    void cancel(Reply<RawReply> reply) {
        finish(reply);
    }

    Future<Reply<RawReply>> future() {
        return promise.future();
    }

    Duration took() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void send(HttpClientRequest outgoing) {
        sent = outgoing;
        // First of all: without a handler Vert.x logs a reset as an error, hundreds of times where the machine is
        // overloaded.
        outgoing.exceptionHandler(cause -> finish(Failures.classify(cause, took())));
        if (promise.future().isComplete()) {
            outgoing.reset();
            return;
        }
        outgoing.response().onComplete(answer -> {
            if (answer.succeeded()) {
                receive(answer.result());
            } else {
                finish(Failures.classify(answer.cause(), took()));
            }
        });
        outgoing.send(Buffer.buffer(request.body())).onFailure(cause -> finish(Failures.classify(cause, took())));
    }

    private void receive(HttpClientResponse response) {
        response.exceptionHandler(cause -> finish(Failures.classify(cause, took())));
        response.handler(part -> {
            if (received.length() + part.length() > request.cap()) {
                finish(new Reply.Malformed<>("an answer of more than " + request.cap() + " bytes", took()));
            } else {
                received.appendBuffer(part);
            }
        });
        response.endHandler(end -> {
            String body = received.toString(StandardCharsets.UTF_8);
            Duration took = took();
            finish(new Reply.Read<>(new RawReply(response.statusCode(), body, took), took));
        });
    }

    private void finish(Reply<RawReply> reply) {
        if (!promise.tryComplete(reply)) {
            return;
        }
        vertx.cancelTimer(timer);
        HttpClientRequest outgoing = sent;
        if (outgoing != null && !(reply instanceof Reply.Read)) {
            outgoing.reset();
        }
    }
}
