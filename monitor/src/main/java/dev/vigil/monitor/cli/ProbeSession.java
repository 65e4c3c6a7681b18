package dev.vigil.monitor.cli;

import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.SamplerOptions;
import dev.vigil.monitor.probing.http.ProbingClients;
import dev.vigil.monitor.probing.http.ReadinessCheck;
import dev.vigil.monitor.probing.inspect.Inspector;
import dev.vigil.monitor.probing.inspect.StandStill;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** A connection to one process for as long as a command runs; waits for replies. */
final class ProbeSession implements AutoCloseable {

    /** PROTOCOL section 9: what tables and Python requests take on a loaded machine. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** Nobody polls after this command: the sampler that it leaves behind looks seldom and delays no exit. */
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final Duration EXIT_GRACE = Duration.ZERO;

    private final String target;
    private final Vertx vertx;
    private final ProbingClient client;
    private final Inspector inspector;

    ProbeSession(Endpoint endpoint) {
        this.target = endpoint.instance();
        this.vertx = Vertx.vertx(ProbingClients.vertxOptions().setEventLoopPoolSize(1));
        Supplier<String> ids = ProbingClients.randomHex();
        this.client = new ProbingClients(vertx).connect(endpoint, DEADLINE, Secret.NONE);
        this.inspector = new Inspector(
                client,
                endpoint,
                new ReadinessCheck(vertx, Clock.systemUTC()),
                new StandStill(vertx, Path.of("/proc")),
                () -> new SamplerOptions(ids.get(), Map.of(), true, INTERVAL, EXIT_GRACE, true, false));
    }

    String target() {
        return target;
    }

    ProbingClient client() {
        return client;
    }

    Inspector inspector() {
        return inspector;
    }

    /** The reply, whatever it is. */
    <T> Reply<T> reply(Future<Reply<T>> future) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException broken) {
            throw new IllegalStateException(broken.getCause());
        }
    }

    /** What was read. */
    <T> T value(Future<Reply<T>> future) throws InterruptedException, ProbeFailure {
        Reply<T> reply = reply(future);
        if (reply instanceof Reply.Read<T> read) {
            return read.value();
        }
        throw ProbeFailure.of(target, (Reply.Failed<T>) reply);
    }

    @Override
    public void close() {
        client.close();
        vertx.close().await();
    }
}
