package dev.vigil.monitor.notify;

import dev.vigil.monitor.alert.Figures;
import dev.vigil.monitor.config.Alerting.Access;
import dev.vigil.monitor.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Posts JSON to a URL. Of a reply no more than its beginning is read; redirects are not followed. */
final class HttpCourier implements Courier {

    /** Enough for the reason of a refusal. */
    private static final int LONGEST_REASON = 300;

    private final HttpClient client;
    private final Secret url;
    private final Access access;
    private final boolean quotes;

    /**
     * A courier to one receiver.
     *
     * @param quotes whether what the receiver answers may be logged: a webhook's might repeat its URL
     */
    HttpCourier(HttpClient client, Secret url, Access access, boolean quotes) {
        this.client = client;
        this.url = url;
        this.access = access;
        this.quotes = quotes;
    }

    @Override
    public Future<Verdict> deliver(Buffer message) {
        Promise<HttpClientRequest> asked = Promise.promise();
        return send(message, asked)
                .timeout(access.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failed -> asked.future().onSuccess(HttpClientRequest::reset))
                .otherwise(failed -> Verdict.unavailable(reason(failed)));
    }

    private Future<Verdict> send(Buffer message, Promise<HttpClientRequest> asked) {
        try {
            return client.request(options()).onComplete(asked).compose(request -> {
                // Whoever waits for the reply is told as well; garbage needs no line in the log.
                request.connection().exceptionHandler(cause -> {});
                return request.send(message).compose(this::verdict);
            });
        } catch (RuntimeException wrong) { // a URL that is none
            return Future.failedFuture("the URL is none");
        }
    }

    private RequestOptions options() {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url.reveal())
                .setConnectTimeout(access.timeout().toMillis())
                .setFollowRedirects(false);
        options.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (access.authorization().isPresent()) {
            options.putHeader(HttpHeaders.AUTHORIZATION, access.authorization().reveal());
        }
        return options;
    }

    private Future<Verdict> verdict(HttpClientResponse response) {
        int status = response.statusCode();
        return beginning(response).map(body -> Verdict.of(status, quotes ? body : ""));
    }

    /** A reply that goes on for ever must not keep the connection. */
    private static Future<String> beginning(HttpClientResponse response) {
        Promise<String> promise = Promise.promise();
        Buffer received = Buffer.buffer();
        response.exceptionHandler(promise::tryFail);
        response.handler(part -> {
            received.appendBuffer(part, 0, Math.min(part.length(), LONGEST_REASON - received.length()));
            if (received.length() >= LONGEST_REASON && promise.tryComplete(text(received))) {
                response.request().connection().close();
            }
        });
        response.endHandler(end -> promise.tryComplete(text(received)));
        return promise.future();
    }

    private static String text(Buffer buffer) {
        return buffer.toString(StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}+", " ");
    }

    /** Words of our own: a message of the network layer may hold the URL. */
    private String reason(Throwable failed) {
        if (failed instanceof TimeoutException) {
            return "no answer within " + Figures.duration(access.timeout().toMillis() / 1e3);
        }
        if (failed instanceof UnknownHostException) {
            return "unknown host";
        }
        return failed instanceof ConnectException
                ? "connection refused"
                : failed.getClass().getSimpleName();
    }
}
