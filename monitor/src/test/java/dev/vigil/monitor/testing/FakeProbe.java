package dev.vigil.monitor.testing;

import dev.vigil.fleet.Beat;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A client whose answers a test sets; it notes what it was asked. */
public class FakeProbe implements ProbingClient {

    public static final Duration TOOK = Duration.ofMillis(2);

    public final List<String> asked = new CopyOnWriteArrayList<>();
    public final List<SamplerOptions> installed = new ArrayList<>();
    public Supplier<Reply<Mailbox>> mailbox = () -> read(new Mailbox.Absent());
    public Supplier<Reply<Overview>> overview = () -> read(new Overview(42, "python train.py", Map.of()));
    public Supplier<Reply<List<Node>>> nodes = () -> read(List.of());
    public Supplier<Reply<Installed>> install = () -> read(new Installed("t1"));
    public Supplier<Reply<List<Frame>>> backtrace = () -> read(List.of(new Frame("libc", "sleep", 0)));
    public Supplier<Reply<Optional<String>>> setting = () -> read(Optional.empty());
    public Supplier<Reply<QueryTable>> query = () -> read(new QueryTable(List.of(), List.of()));
    public volatile boolean closed;

    public static <T> Reply<T> read(T value) {
        return new Reply.Read<>(value, TOOK);
    }

    public static <T> Reply<T> timedOut() {
        return new Reply.TimedOut<>("no answer within 5 s", Duration.ofSeconds(5));
    }

    public static <T> Reply<T> refused() {
        return new Reply.Refused<>("connection refused", TOOK);
    }

    public static <T> Reply<T> malformed() {
        return new Reply.Malformed<>("not JSON", TOOK);
    }

    public void hold(Beat beat) {
        mailbox = () -> read(new Mailbox.Present(beat));
    }

    public void freeze() {
        mailbox = FakeProbe::timedOut;
        nodes = FakeProbe::timedOut;
        overview = FakeProbe::timedOut;
    }

    public void refuse() {
        mailbox = FakeProbe::refused;
        nodes = FakeProbe::refused;
        overview = FakeProbe::refused;
    }

    /** What was asked since the last call. */
    public List<String> takeAsked() {
        List<String> taken = List.copyOf(asked);
        asked.clear();
        return taken;
    }

    private <T> Future<Reply<T>> answer(String what, Supplier<Reply<T>> answer) {
        asked.add(what);
        return Future.succeededFuture(answer.get());
    }

    @Override
    public Future<Reply<Mailbox>> mailbox(SamplesRead read) {
        return answer("mailbox", mailbox);
    }

    @Override
    public Future<Reply<QueryTable>> query(String sql) {
        return answer(sql, query);
    }

    @Override
    public Future<Reply<List<Frame>>> backtrace() {
        return answer("backtrace", backtrace);
    }

    @Override
    public Future<Reply<Overview>> overview() {
        return answer("overview", overview);
    }

    @Override
    public Future<Reply<List<Node>>> nodes() {
        return answer("nodes", nodes);
    }

    @Override
    public Future<Reply<Optional<String>>> setting(String key) {
        return answer(key, setting);
    }

    @Override
    public Future<Reply<Installed>> install(SamplerOptions options) {
        installed.add(options);
        return answer("install", install);
    }

    @Override
    public Future<Reply<Answer>> ask(Question question) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Reply<List<ThreadStack>>> threads(Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        closed = true;
    }
}
