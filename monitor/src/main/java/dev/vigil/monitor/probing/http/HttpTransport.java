package dev.vigil.monitor.probing.http;

import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.decode.RawReply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sends requests to one endpoint. May be called from any thread; answers arrive on event loops. */
final class HttpTransport implements AutoCloseable {

    /** Smaller bodies are decoded on the event loop; 256 KiB take some milliseconds. */
    private static final int LARGE = 256 << 10;

    private final Vertx vertx;
    private final HttpClient client;
    private final Route route;
    private final Secret credentials;
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    HttpTransport(Vertx vertx, HttpClient client, Route route, Secret credentials) {
        this.vertx = vertx;
        this.client = client;
        this.route = route;
        this.credentials = credentials;
    }

    /** Sends and decodes; large answers are decoded away from the event loop. The future never fails. */
    <T> Future<Reply<T>> send(Request request, Decoder<T> decoder) {
        return send(request).compose(reply -> {
            if (!(reply instanceof Reply.Read<RawReply> read)) {
                return Future.succeededFuture(((Reply.Failed<RawReply>) reply).as());
            }
            RawReply raw = read.value();
            Future<Reply<T>> decoded = raw.body().length() < LARGE
                    ? Future.future(promise -> promise.complete(decoder.decode(raw)))
                    : vertx.executeBlocking(() -> decoder.decode(raw), false);
            // A decoder that throws is a mistake of ours; whoever polls must go on all the same.
            return decoded.otherwise(mistake -> new Reply.Malformed<>("not decoded: " + mistake, raw.took()));
        });
    }

    private Future<Reply<RawReply>> send(Request request) {
        if (closed) {
            return Future.succeededFuture(new Reply.Refused<>("the client was closed", Duration.ZERO));
        }
        Exchange exchange = new Exchange(vertx, request);
        open.add(exchange);
        exchange.future().onComplete(done -> open.remove(exchange));
        route.options().onComplete(options -> {
            if (options.succeeded()) {
                exchange.start(client, complete(options.result(), request), this::remember);
            } else {
                exchange.cancel(new Reply.Refused<>(reason(options.cause()), exchange.took()));
            }
        });
        return exchange.future().onSuccess(route::answered);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private RequestOptions complete(RequestOptions options, Request request) {
        options.setMethod(request.method()).setURI(request.path());
        options.setFollowRedirects(false);
        if (credentials.isPresent()) {
            options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + credentials.reveal());
        }
        return options;
    }

    private void remember(HttpConnection connection) {
        if (connections.add(connection)) {
            connection.closeHandler(gone -> connections.remove(connection));
            // The request in flight is told as well; what comes without one needs no line in the log.
            connection.exceptionHandler(cause -> {});
        }
    }

    /** What is in flight ends as refused; the connections are closed. */
    @Override
    public void close() {
        closed = true;
        for (Exchange exchange : open) {
            exchange.cancel(new Reply.Refused<>("the client was closed", exchange.took()));
        }
        connections.forEach(HttpConnection::close);
    }

    /** What an answer means. */
    @FunctionalInterface
    interface Decoder<T> {
        Reply<T> decode(RawReply raw);
    }
}
