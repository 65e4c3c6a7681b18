package dev.vigil.monitor.collect;

import dev.vigil.fleet.Frame;
import dev.vigil.monitor.probing.Answer;
import dev.vigil.monitor.probing.Node;
import dev.vigil.monitor.probing.Overview;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.QueryTable;
import dev.vigil.monitor.probing.Question;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.SamplerOptions;
import dev.vigil.monitor.probing.ThreadStack;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A client whose requests wait for their turn. Questions ({@link #ask}, {@link #threads}) do not: they last as long as the
 * program needs for a step and consist of short requests, between which polls must go on.
 */
final class GatedClient implements ProbingClient {

    private final ProbingClient client;
    private final ProbeGate gate;
    private final Runnable leave;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param client sends
     * @param gate whose turn it is
     * @param leave called once, when it is closed
     */
    GatedClient(ProbingClient client, ProbeGate gate, Runnable leave) {
        this.client = client;
        this.gate = gate;
        this.leave = leave;
    }

    private <T> Future<Reply<T>> pass(Supplier<Future<Reply<T>>> request) {
        return gate.pass(request, () -> new Reply.NotAsked<>("too many requests wait for this target", Duration.ZERO));
    }

    @Override
    public Future<Reply<Mailbox>> mailbox() {
        return pass(client::mailbox);
    }

    @Override
    public Future<Reply<QueryTable>> query(String sql) {
        return pass(() -> client.query(sql));
    }

    @Override
    public Future<Reply<List<Frame>>> backtrace() {
        return pass(client::backtrace);
    }

    @Override
    public Future<Reply<Overview>> overview() {
        return pass(client::overview);
    }

    @Override
    public Future<Reply<List<Node>>> nodes() {
        return pass(client::nodes);
    }

    @Override
    public Future<Reply<Optional<String>>> setting(String key) {
        return pass(() -> client.setting(key));
    }

    @Override
    public Future<Reply<Installed>> install(SamplerOptions options) {
        return pass(() -> client.install(options));
    }

    @Override
    public Future<Reply<Answer>> ask(Question question) {
        return client.ask(question);
    }

    @Override
    public Future<Reply<List<ThreadStack>>> threads(Duration deadline) {
        return client.threads(deadline);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            client.close();
            leave.run();
        }
    }
}
