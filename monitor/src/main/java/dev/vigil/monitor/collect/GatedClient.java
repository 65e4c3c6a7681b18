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
import dev.vigil.monitor.probing.SamplesRead;
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

    /** So much later than its deadline no timer fires on a machine that has time for us. */
    private static final Duration OUR_OWN_FAULT = Duration.ofSeconds(1);

    /** What the client allows a backtrace at least. */
    private static final Duration BACKTRACE = Duration.ofSeconds(10);

    private final ProbingClient client;
    private final Duration deadline;
    private final ProbeGate gate;
    private final Runnable leave;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param client sends
     * @param deadline of a request
     * @param gate whose turn it is
     * @param leave called once, when it is closed
     */
    GatedClient(ProbingClient client, Duration deadline, ProbeGate gate, Runnable leave) {
        this.client = client;
        this.deadline = deadline;
        this.gate = gate;
        this.leave = leave;
    }

    private <T> Future<Reply<T>> pass(Supplier<Future<Reply<T>>> request) {
        return pass(request, deadline);
    }

    private <T> Future<Reply<T>> pass(Supplier<Future<Reply<T>>> request, Duration allowed) {
        return gate.<Reply<T>>pass(
                        request, () -> new Reply.NotAsked<>("too many requests wait for this target", Duration.ZERO))
                .map(reply -> fair(reply, allowed));
    }

    /** A monitor that did not get to run must not blame its targets. */
    private static <T> Reply<T> fair(Reply<T> reply, Duration allowed) {
        boolean ours = reply instanceof Reply.TimedOut && reply.took().compareTo(allowed.plus(OUR_OWN_FAULT)) > 0;
        return ours ? new Reply.NotAsked<>("Vigil itself was late: the machine is overloaded", reply.took()) : reply;
    }

    @Override
    public Future<Reply<Mailbox>> mailbox(SamplesRead read) {
        return pass(() -> client.mailbox(read));
    }

    @Override
    public Future<Reply<QueryTable>> query(String sql) {
        return pass(() -> client.query(sql));
    }

    @Override
    public Future<Reply<List<Frame>>> backtrace() {
        return pass(client::backtrace, deadline.compareTo(BACKTRACE) > 0 ? deadline : BACKTRACE);
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
