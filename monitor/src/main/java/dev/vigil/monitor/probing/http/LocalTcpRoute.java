package dev.vigil.monitor.probing.http;

import dev.vigil.monitor.probing.Overview;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.decode.OverviewDecoder;
import dev.vigil.monitor.probing.decode.RawReply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The TCP port of a process of this machine, for where abstract Unix sockets cannot be opened: its listening socket with
 * the lowest inode, if the process that answers there has the right pid (PROTOCOL 2.2).
 */
final class LocalTcpRoute implements Route {

    private static final Duration CHECK = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final HttpClient client;
    private final long pid;
    private final ListeningSockets sockets;
    private volatile @Nullable Integer port;

    LocalTcpRoute(Vertx vertx, HttpClient client, long pid, ListeningSockets sockets) {
        this.vertx = vertx;
        this.client = client;
        this.pid = pid;
        this.sockets = sockets;
    }

    @Override
    public Future<RequestOptions> options() {
        Integer known = port;
        return known != null ? Future.succeededFuture(to(known)) : find().map(LocalTcpRoute::to);
    }

    @Override
    public void answered(Reply<RawReply> reply) {
        if (reply instanceof Reply.Refused) {
            port = null;
        }
    }

    private Future<Integer> find() {
        return vertx.<Integer>executeBlocking(this::firstPort, false).compose(found -> {
            Request request = Request.get("/apis/overview", CHECK);
            RequestOptions options = to(found).setMethod(request.method()).setURI(request.path());
            return new Exchange(vertx, request)
                    .start(client, options, connection -> {})
                    .map(reply -> accept(found, reply));
        });
    }

    private int firstPort() throws IOException {
        try {
            return sockets.firstPort(pid)
                    .orElseThrow(
                            () -> new IOException(
                                    "process " + pid
                                            + " does not listen on TCP, and its Unix socket needs Linux with netty's native transport"));
        } catch (NoSuchFileException | AccessDeniedException unseen) {
            throw new IOException("no process " + pid + " of yours on this machine", unseen);
        }
    }

    private int accept(int found, Reply<RawReply> reply) {
        if (reply instanceof Reply.Read<RawReply> read
                && OverviewDecoder.decode(read.value()) instanceof Reply.Read<Overview> overview
                && overview.value().pid() == pid) {
            port = found;
            return found;
        }
        String why = reply instanceof Reply.Failed<RawReply> failed ? failed.reason() : "another process answers";
        throw new IllegalStateException("process " + pid + " listens on port " + found + ", but: " + why);
    }

    private static RequestOptions to(int port) {
        return new RequestOptions().setHost("127.0.0.1").setPort(port);
    }
}
