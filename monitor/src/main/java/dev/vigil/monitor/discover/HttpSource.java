package dev.vigil.monitor.discover;

import dev.vigil.monitor.config.WatchConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A list behind a URL, in JSON. */
final class HttpSource implements Source {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int LARGEST = 4 << 20;

    private final HttpClient client;
    private final String url;

    HttpSource(Vertx vertx, WatchConfig.HttpTargets config) {
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) DEADLINE.toMillis())
                .setKeepAlive(false));
        this.url = config.url();
    }

    @Override
    public Future<Look> look() {
        return fetch().timeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .map(body -> TargetGroups.read(url, body, false))
                .otherwise(failed -> new Look.Failed(url + ": " + failed.getMessage()));
    }

    private Future<String> fetch() {
        try {
            RequestOptions options = new RequestOptions()
                    .setAbsoluteURI(url)
                    .setMethod(HttpMethod.GET)
                    .setTimeout(DEADLINE.toMillis());
            options.putHeader(HttpHeaders.ACCEPT, "application/json");
            return client.request(options)
                    .compose(request -> request.send().compose(response -> {
                        Future<String> body = body(response);
                        return body.onFailure(failed -> request.reset());
                    }));
        } catch (RuntimeException wrong) { // a URL that is none
            return Future.failedFuture(wrong);
        }
    }

    private static Future<String> body(HttpClientResponse response) {
        Promise<String> promise = Promise.promise();
        if (response.statusCode() != 200) {
            return Future.failedFuture("HTTP " + response.statusCode());
        }
        Buffer received = Buffer.buffer();
        response.exceptionHandler(promise::tryFail);
        response.handler(part -> {
            received.appendBuffer(part);
            if (received.length() > LARGEST) {
                promise.tryFail("more than " + LARGEST + " bytes");
            }
        });
        response.endHandler(end -> promise.tryComplete(received.toString(StandardCharsets.UTF_8)));
        return promise.future();
    }

    @Override
    public void close() {
        client.close();
    }
}
