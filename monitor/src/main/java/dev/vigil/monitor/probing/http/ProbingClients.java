package dev.vigil.monitor.probing.http;

import dev.vigil.monitor.config.Secret;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.ProbingClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Supplier;

/** Makes clients. All share one pool of connections, so that a client costs next to nothing. */
public final class ProbingClients implements AutoCloseable {

    /** PROTOCOL section 9. */
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /** One request in flight per target is the rule; a person's look beside the polls needs another connection. */
    private static final int CONNECTIONS_PER_TARGET = 4;

    private final Vertx vertx;
    private final HttpClient client;
    private final Clock clock;
    private final Supplier<String> ids;

    /**
     * With the system's clock and random numbers.
     *
     * @param vertx made with {@link #vertxOptions}, or {@code pid:N} is reached over TCP where it listens there
     */
    public ProbingClients(Vertx vertx) {
        this(vertx, Clock.systemUTC(), new RandomHex());
    }

    /**
     * As told.
     *
     * @param clock tells whether a beat is overdue
     * @param ids names questions: fresh random hex
     */
    public ProbingClients(Vertx vertx, Clock clock, Supplier<String> ids) {
        this.vertx = vertx;
        this.clock = clock;
        this.ids = ids;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_1_1)
                        .setConnectTimeout((int) CONNECT.toMillis())
                        .setKeepAlive(true)
                        .setDecompressionSupported(false),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_TARGET));
    }

    /** Options with which Vert.x opens abstract Unix sockets where the machine has them (Linux, by netty's epoll). */
    public static VertxOptions vertxOptions() {
        return new VertxOptions().setPreferNativeTransport(true);
    }

    /** Fresh random hex of 16 digits: tokens of installations, ids of questions. */
    public static Supplier<String> randomHex() {
        return new RandomHex();
    }

    /**
     * A client; nothing is sent yet.
     *
     * @param deadline of one request, from the call to the last byte
     * @param credentials sent as bearer token where there are any
     */
    public ProbingClient connect(Endpoint endpoint, Duration deadline, Secret credentials) {
        HttpTransport transport = new HttpTransport(vertx, client, route(endpoint), credentials);
        return new HttpProbingClient(vertx, transport, deadline, clock, ids);
    }

    private Route route(Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Tcp tcp) {
            return () -> Future.succeededFuture(
                    new RequestOptions().setHost(tcp.host()).setPort(tcp.port()));
        }
        long pid = ((Endpoint.Local) endpoint).pid();
        if (!vertx.isNativeTransportEnabled()) {
            return new LocalTcpRoute(vertx, client, pid, new ListeningSockets(Path.of("/proc")));
        }
        // A leading zero byte is how Linux tells an abstract name from a path.
        SocketAddress socket = SocketAddress.domainSocketAddress("\0probing-" + pid);
        return () -> Future.succeededFuture(
                new RequestOptions().setServer(socket).setHost("localhost").setPort(80));
    }

    @Override
    public void close() {
        client.close();
    }

    private static final class RandomHex implements Supplier<String> {
        private final SecureRandom random = new SecureRandom();

        @Override
        public String get() {
            byte[] bytes = new byte[8];
            random.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        }
    }
}
