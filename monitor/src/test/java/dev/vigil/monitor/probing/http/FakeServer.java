package dev.vigil.monitor.probing.http;

import dev.vigil.monitor.probing.Endpoint;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server on a free port that speaks the endpoint's protocol as well or as badly as a test wants: it answers, stalls, cuts
 * short, floods or talks nonsense.
 */
public final class FakeServer implements AutoCloseable {

    private static final Pattern HEAD = Pattern.compile("(?s)^(\\S+) (\\S+) HTTP/1.1\\r\\n(.*?)\\r\\n\\r\\n");
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private final NetServer server;
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Behaviour behaviour;

    private FakeServer(Vertx vertx, Behaviour behaviour) {
        this.behaviour = behaviour;
        this.server = vertx.createNetServer().connectHandler(this::accept);
        server.listen(0, "127.0.0.1").await();
    }

    /** Starts it. */
    public static FakeServer start(Vertx vertx, Behaviour behaviour) {
        return new FakeServer(vertx, behaviour);
    }

    /** What it does with a request. */
    @FunctionalInterface
    public interface Behaviour {
        /** Writes an answer to the socket, or does not. */
        void answer(Request request, NetSocket socket);
    }

    /** A request as it came. */
    public record Request(String method, String path, String head, String body) {}

    /** Answers with a status and a text. */
    public static Behaviour answering(int status, String body) {
        return (request, socket) -> answer(socket, status, body);
    }

    /** Writes one whole answer. */
    public static void answer(NetSocket socket, int status, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        socket.write("HTTP/1.1 " + status + " X\r\ncontent-length: " + length + "\r\n\r\n" + body);
    }

    /** Changes what it does from the next request on. */
    public void behave(Behaviour next) {
        behaviour = next;
    }

    /** Where it listens. */
    public Endpoint.Tcp endpoint() {
        return new Endpoint.Tcp("127.0.0.1", server.actualPort());
    }

    /** What was asked so far. */
    public List<Request> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** Paths of what was asked so far, in order. */
    public List<String> paths() {
        return requests().stream().map(Request::path).toList();
    }

    /** How many connections were opened so far. */
    public int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        server.close().await();
    }

    private void accept(NetSocket socket) {
        connections.incrementAndGet();
        StringBuilder received = new StringBuilder();
        socket.handler(part -> {
            // Byte by byte, so that a character cut in two is put together again.
            received.append(part.toString(StandardCharsets.ISO_8859_1));
            String text = new String(received.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            Matcher head = HEAD.matcher(text);
            if (!head.find()) {
                return;
            }
            Matcher length = LENGTH.matcher(head.group(3));
            int expected = length.find() ? Integer.parseInt(length.group(1)) : 0;
            String body = text.substring(head.end());
            if (body.getBytes(StandardCharsets.UTF_8).length < expected) {
                return;
            }
            received.setLength(0);
            Request request = new Request(head.group(1), head.group(2), head.group(3), body);
            requests.add(request);
            behaviour.answer(request, socket);
        });
    }
}
