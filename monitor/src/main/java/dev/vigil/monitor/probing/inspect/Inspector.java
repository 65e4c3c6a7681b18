package dev.vigil.monitor.probing.inspect;

import dev.vigil.fleet.Beat;
import dev.vigil.fleet.Frame;
import dev.vigil.monitor.probing.Answer;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.Overview;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.QueryTable;
import dev.vigil.monitor.probing.Question;
import dev.vigil.monitor.probing.Readiness;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.SamplerOptions;
import dev.vigil.monitor.probing.ThreadStack;
import dev.vigil.monitor.probing.http.ReadinessCheck;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One look at one process. A process that runs is asked through the sampler, which is installed where it is missing; one
 * whose Python is stuck, or which stands still, gives its native stack, which needs no GIL. The futures never fail.
 */
public final class Inspector {

    private static final Duration STACKS = Duration.ofSeconds(5);

    private final ProbingClient client;
    private final Endpoint endpoint;
    private final ReadinessCheck check;
    private final StandStill standStill;
    private final Supplier<SamplerOptions> options;

    /**
     * Looks through a client.
     *
     * @param endpoint where the client connects
     * @param options for a sampler that has to be installed
     */
    public Inspector(
            ProbingClient client,
            Endpoint endpoint,
            ReadinessCheck check,
            StandStill standStill,
            Supplier<SamplerOptions> options) {
        this.client = client;
        this.endpoint = endpoint;
        this.check = check;
        this.standStill = standStill;
        this.options = options;
    }

    /** Where the training thread stands. */
    public Future<Reply<Stack>> backtrace() {
        return check.of(client::mailbox)
                .compose(reply -> on(reply, readiness -> {
                    if (readiness instanceof Readiness.Stuck) {
                        return nativeBacktrace();
                    }
                    if (readiness instanceof Readiness.NotInstalled) {
                        return standsStill().compose(still -> still ? nativeBacktrace() : installed(this::sampled));
                    }
                    return readiness instanceof Readiness.Ready ? sampled() : notAsked(readiness);
                }));
    }

    /** Where it stands, native frames included, by a signal: for a process that is stuck, or a person who insists. */
    public Future<Reply<Stack>> nativeBacktrace() {
        return client.backtrace()
                .compose(reply -> on(
                        reply, frames -> Future.succeededFuture(read(new Stack(Stack.Source.NATIVE, frames), reply))));
    }

    /** Runs a question in the process. */
    public Future<Reply<Answer>> eval(Question question) {
        return whenInstalled(() -> client.ask(question));
    }

    /** Where every Python thread stands. */
    public Future<Reply<List<ThreadStack>>> threads() {
        return whenInstalled(() -> client.threads(STACKS));
    }

    /**
     * Runs SQL.
     *
     * @param unsafe sends it as it is, whatever it does to the process
     */
    public Future<Reply<QueryTable>> query(String sql, boolean unsafe) {
        if (unsafe) {
            return client.query(sql);
        }
        Statement statement = new Statement(sql);
        Optional<String> danger = statement.danger();
        if (danger.isPresent()) {
            return Future.succeededFuture(new Reply.NotAsked<>(danger.get(), Duration.ZERO));
        }
        if (!statement.readsBacktrace()) {
            return client.query(sql);
        }
        return backtrace().compose(reply -> on(reply, stack -> client.query(statement.over(stack.frames()))));
    }

    /** A process whose native stack says that C code holds the GIL is not asked: the request would freeze its server. */
    private <T> Future<Reply<T>> whenInstalled(Supplier<Future<Reply<T>>> question) {
        return check.of(client::mailbox)
                .compose(reply -> on(reply, readiness -> {
                    if (!(readiness instanceof Readiness.NotInstalled)) {
                        return readiness instanceof Readiness.Ready ? question.get() : notAsked(readiness);
                    }
                    return standsStill().compose(still -> still ? whenGilIsFree(question) : installed(question));
                }));
    }

    private <T> Future<Reply<T>> whenGilIsFree(Supplier<Future<Reply<T>>> question) {
        return client.backtrace()
                .compose(reply -> on(reply, frames -> {
                    if (HeldGil.seemsHeld(frames)) {
                        return Future.succeededFuture(new Reply.NotAsked<T>(
                                "Python stands still in " + innermost(frames)
                                        + " and may hold the GIL: a question would freeze the server; take a backtrace",
                                reply.took()));
                    }
                    return installed(question);
                }));
    }

    private <T> Future<Reply<T>> installed(Supplier<Future<Reply<T>>> then) {
        return client.install(options.get()).compose(reply -> on(reply, installed -> then.get()));
    }

    private Future<Boolean> standsStill() {
        return client.overview()
                .compose(reply -> reply instanceof Reply.Read<Overview> read
                        ? standStill.of(endpoint, read.value().pid())
                        : Future.succeededFuture(false));
    }

    private Future<Reply<Stack>> sampled() {
        return client.mailbox()
                .compose(reply -> on(reply, mailbox -> {
                    Beat beat = mailbox instanceof ProbingClient.Mailbox.Present present ? present.beat() : null;
                    if (beat != null && !beat.frames().isEmpty()) {
                        return Future.succeededFuture(read(new Stack(Stack.Source.SAMPLER, beat.frames()), reply));
                    }
                    return client.threads(STACKS)
                            .compose(stacks ->
                                    on(stacks, threads -> Future.succeededFuture(read(main(threads), stacks))));
                }));
    }

    private static Stack main(List<ThreadStack> threads) {
        List<Frame> frames = threads.stream()
                .filter(ThreadStack::main)
                .findFirst()
                .map(ThreadStack::frames)
                .orElse(List.of());
        return new Stack(Stack.Source.SAMPLER, frames);
    }

    private static String innermost(List<Frame> frames) {
        return frames.isEmpty() ? "unknown code" : frames.get(0).function();
    }

    private static <T> Reply<T> read(T value, Reply<?> after) {
        return new Reply.Read<>(value, after.took());
    }

    private static <T> Future<Reply<T>> notAsked(Readiness readiness) {
        return Future.succeededFuture(new Reply.NotAsked<>(readiness.explanation(), Duration.ZERO));
    }

    private static <A, B> Future<Reply<B>> on(Reply<A> reply, Function<A, Future<Reply<B>>> next) {
        return reply instanceof Reply.Read<A> read
                ? next.apply(read.value())
                : Future.succeededFuture(((Reply.Failed<A>) reply).as());
    }
}
