package dev.vigil.monitor.simulator;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One simulated training process with an endpoint of its own on 127.0.0.1. Methods may be called from any thread. */
public final class SimulatedTarget {

    /** How long an ending process lingers so that its last word can be read: as the sampler does by default. */
    private static final Duration LAST_WORD = Duration.ofMillis(1200);

    private static final Buffer JUNK = Buffer.buffer("\u0000{\"pid\": \"}{ not what was asked for".repeat(1000));

    private static final Buffer FLOOD = Buffer.buffer("0123456789abcdef".repeat(16 << 10));

    private final Vertx vertx;
    private final Context context;
    private final InstantSource clock;
    private final boolean profiling;
    private final Supplier<String> nodes;
    private final Supplier<SimulatedProcess> births;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final AtomicLong requests = new AtomicLong();
    private SimulatedProcess process;
    private @Nullable HttpServer server;
    private volatile int port;

    /**
     * @param profiling whether module rows are recorded
     * @param births makes the process, and each that follows on it
     * @param nodes what this rank says of the others
     */
    SimulatedTarget(
            Vertx vertx,
            InstantSource clock,
            boolean profiling,
            Supplier<SimulatedProcess> births,
            Supplier<String> nodes) {
        this.vertx = vertx;
        this.profiling = profiling;
        this.context = vertx.getOrCreateContext();
        this.clock = clock;
        this.births = births;
        this.nodes = nodes;
        this.process = births.get();
    }

    /** {@code 127.0.0.1:PORT}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** From now on this is wrong with it. */
    public Future<Void> inject(Fault fault) {
        return on(() -> {
            process.strike(fault, clock.instant());
            if (fault == Fault.KILL) {
                return unlisten();
            }
            if (fault == Fault.CRASH || fault == Fault.FINISH) {
                SimulatedProcess ending = process;
                vertx.setTimer(LAST_WORD.toMillis(), ignored -> {
                    if (ending == process) {
                        unlisten();
                    }
                });
            }
            return Future.succeededFuture();
        });
    }

    /** The process is gone, and another one listens on the same port. */
    public Future<Void> restart() {
        return on(() -> unlisten().compose(gone -> {
            process = births.get();
            return listen();
        }));
    }

    /** Requests so far. */
    public long requests() {
        return requests.get();
    }

    /** Most requests that were in flight at once. */
    public int mostInFlight() {
        return mostInFlight.get();
    }

    Future<Void> start() {
        return on(this::listen);
    }

    Future<Void> stop() {
        return on(this::unlisten);
    }

    // -- on the event loop --------------------------------------------------------------------------------

    private Future<Void> on(Supplier<Future<Void>> work) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(ignored -> work.get().onComplete(done));
        return done.future();
    }

    private Future<Void> listen() {
        HttpServer starting = vertx.createHttpServer(new HttpServerOptions().setReuseAddress(true));
        server = starting;
        return starting.requestHandler(this::answer).listen(port, "127.0.0.1").map(listening -> {
            port = listening.actualPort();
            return null;
        });
    }

    private Future<Void> unlisten() {
        HttpServer listening = server;
        server = null;
        return listening == null ? Future.succeededFuture() : listening.close();
    }

    private void answer(HttpServerRequest request) {
        requests.incrementAndGet();
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        AtomicInteger once = new AtomicInteger(1);
        Runnable done = () -> inFlight.addAndGet(-once.getAndSet(0));
        request.response().endHandler(end -> done.run());
        request.response().closeHandler(gone -> done.run());
        switch (process.fault()) {
            case STALL -> {} // until the other side gives up
            case GARBAGE -> request.response().end(JUNK);
            case TRUNCATE -> truncate(request.response());
            case FLOOD -> flood(request.response());
            default -> request.body().onSuccess(body -> honestly(request, body));
        }
    }

    private static void truncate(HttpServerResponse response) {
        response.putHeader("content-length", "100000");
        response.write(JUNK.getBuffer(0, 100)).onComplete(sent -> response.reset());
    }

    private void flood(HttpServerResponse response) {
        response.setChunked(true);
        response.exceptionHandler(gone -> {});
        pour(response);
    }

    /** On and on, until a write fails because nobody listens any more. */
    private void pour(HttpServerResponse response) {
        response.write(FLOOD).onSuccess(written -> context.runOnContext(ignored -> pour(response)));
    }

    private void honestly(HttpServerRequest request, Buffer body) {
        Instant now = clock.instant();
        switch (request.path()) {
            case "/config/vigil.mailbox" -> setting(request, process.document(now));
            case "/config/probing.torch.profiling" -> setting(request, profiling ? "on" : null);
            case "/apis/overview" -> json(request, process.overview());
            case "/apis/nodes" -> json(request, nodes.get());
            case "/query" -> query(request, body, now);
            default -> {
                if (request.path().startsWith("/config/")) {
                    setting(request, null);
                } else {
                    request.response().setStatusCode(404).end();
                }
            }
        }
    }

    private static void setting(HttpServerRequest request, @Nullable String value) {
        String key = request.path().substring("/config/".length());
        text(
                request,
                value == null ? 500 : 200,
                value == null ? "Error retrieving config '" + key + "' not found" : value);
    }

    private void query(HttpServerRequest request, Buffer body, Instant now) {
        String sql = statement(body);
        if (sql.isEmpty()) {
            text(request, 500, "Something went wrong: Invalid request format: missing field");
        } else {
            text(request, 200, QueryAnswers.answer(process, sql, profiling, now));
        }
    }

    private static String statement(Buffer body) {
        try {
            return new JsonObject(body)
                    .getJsonObject("payload", new JsonObject())
                    .getString("expr", "");
        } catch (DecodeException | ClassCastException wrong) {
            return "";
        }
    }

    private static void json(HttpServerRequest request, String body) {
        request.response().putHeader("content-type", "application/json").end(body);
    }

    private static void text(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "text/plain; charset=utf-8")
                .end(body);
    }
}
