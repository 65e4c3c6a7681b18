package dev.vigil.monitor.probing.http;

import dev.vigil.fleet.Frame;
import dev.vigil.monitor.probing.Answer;
import dev.vigil.monitor.probing.Node;
import dev.vigil.monitor.probing.Overview;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.QueryTable;
import dev.vigil.monitor.probing.Question;
import dev.vigil.monitor.probing.Readiness;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.SamplerOptions;
import dev.vigil.monitor.probing.SamplesRead;
import dev.vigil.monitor.probing.ThreadStack;
import dev.vigil.monitor.probing.decode.AnswerDecoder;
import dev.vigil.monitor.probing.decode.BacktraceDecoder;
import dev.vigil.monitor.probing.decode.BeatDecoder;
import dev.vigil.monitor.probing.decode.NodesDecoder;
import dev.vigil.monitor.probing.decode.OverviewDecoder;
import dev.vigil.monitor.probing.decode.QueryDecoder;
import dev.vigil.monitor.probing.decode.SettingDecoder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** The client of one endpoint over HTTP. */
final class HttpProbingClient implements ProbingClient {

    /** Native frames with torch take up to 550 ms, more on a busy machine (PROTOCOL 6.3, 9). */
    private static final Duration BACKTRACE = Duration.ofSeconds(10);

    /** Before each new attempt where a backtrace was under way already. */
    private static final List<Duration> BACKTRACE_PAUSES =
            List.of(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(2));

    /** The sampler writes its first document within milliseconds; a machine under load takes longer. */
    private static final int FIRST_LOOKS = 20;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Vertx vertx;
    private final HttpTransport transport;
    private final Duration deadline;
    private final ReadinessCheck readiness;
    private final Asking asking;

    HttpProbingClient(Vertx vertx, HttpTransport transport, Duration deadline, Clock clock, Supplier<String> ids) {
        this.vertx = vertx;
        this.transport = transport;
        this.deadline = deadline;
        this.readiness = new ReadinessCheck(vertx, clock);
        this.asking = new Asking(vertx, transport, deadline, ids);
    }

    @Override
    public Future<Reply<Mailbox>> mailbox(SamplesRead read) {
        return get("/config/vigil.mailbox", raw -> BeatDecoder.decode(raw, read));
    }

    @Override
    public Future<Reply<QueryTable>> query(String sql) {
        return query(sql, deadline);
    }

    @Override
    public Future<Reply<List<Frame>>> backtrace() {
        return backtrace(0)
                .map(reply -> reply instanceof Reply.Read<QueryTable> read
                        ? BacktraceDecoder.decode(read.value(), read.took())
                        : ((Reply.Failed<QueryTable>) reply).as());
    }

    /**
     * Fails where another one is under way: somebody else's, or our own that the server gave up waiting for, which is busy
     * with symbols for up to 2 s on a loaded machine.
     */
    private Future<Reply<QueryTable>> backtrace(int attempt) {
        Duration patience = deadline.compareTo(BACKTRACE) > 0 ? deadline : BACKTRACE;
        return query(BacktraceDecoder.SQL, patience).compose(reply -> {
            boolean busy = reply instanceof Reply.SqlError<QueryTable> error
                    && error.reason().contains("unknown_fields");
            if (!busy || attempt == BACKTRACE_PAUSES.size()) {
                return Future.succeededFuture(reply);
            }
            return vertx.timer(BACKTRACE_PAUSES.get(attempt).toMillis(), TimeUnit.MILLISECONDS)
                    .compose(fired -> backtrace(attempt + 1));
        });
    }

    @Override
    public Future<Reply<Overview>> overview() {
        return get("/apis/overview", OverviewDecoder::decode);
    }

    @Override
    public Future<Reply<List<Node>>> nodes() {
        return get("/apis/nodes", NodesDecoder::decode);
    }

    @Override
    public Future<Reply<Optional<String>>> setting(String key) {
        String path =
                "/config/" + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
        return get(path, SettingDecoder::decode);
    }

    @Override
    public Future<Reply<Installed>> install(SamplerOptions options) {
        return readiness.of(this::mailbox).compose(reply -> {
            if (!(reply instanceof Reply.Read<Readiness> read)) {
                return Future.succeededFuture(((Reply.Failed<Readiness>) reply).as());
            }
            if (read.value() instanceof Readiness.NotInstalled) {
                return python(SamplerScript.install(options), said -> firstBeat(FIRST_LOOKS));
            }
            if (!(read.value() instanceof Readiness.Ready ready)) {
                return notAsked(read);
            }
            Installed found = new Installed(ready.beat().token());
            return options.watch().isEmpty()
                    ? Future.succeededFuture(new Reply.Read<>(found, read.took()))
                    : python(SamplerScript.join(options), said -> Future.succeededFuture(said.with(found)));
        });
    }

    @Override
    public Future<Reply<Answer>> ask(Question question) {
        return whenReady(() -> asking.ask(question));
    }

    @Override
    public Future<Reply<List<ThreadStack>>> threads(Duration patience) {
        return whenReady(() -> asking.threads(patience));
    }

    @Override
    public void close() {
        transport.close();
    }

    private <T> Future<Reply<T>> get(String path, HttpTransport.Decoder<T> decoder) {
        return transport.send(Request.get(path, deadline), decoder);
    }

    private Future<Reply<QueryTable>> query(String sql, Duration patience) {
        return transport.send(Request.query(QueryEnvelope.of(sql), patience), QueryDecoder::decode);
    }

    private <T> Future<Reply<T>> whenReady(Supplier<Future<Reply<T>>> question) {
        return readiness.of(this::mailbox).compose(reply -> {
            if (!(reply instanceof Reply.Read<Readiness> read)) {
                return Future.succeededFuture(((Reply.Failed<Readiness>) reply).as());
            }
            return read.value() instanceof Readiness.Ready ? question.get() : notAsked(read);
        });
    }

    private static <T> Future<Reply<T>> notAsked(Reply.Read<Readiness> read) {
        return Future.succeededFuture(new Reply.NotAsked<>(read.value().explanation(), read.took()));
    }

    /** Runs a Python request and goes on with what it read. */
    private <T> Future<Reply<T>> python(String sql, Function<Reply.Read<QueryTable>, Future<Reply<T>>> then) {
        return query(sql, deadline)
                .compose(reply -> reply instanceof Reply.Read<QueryTable> read
                        ? then.apply(read)
                        : Future.succeededFuture(AnswerDecoder.pythonFailure((Reply.Failed<QueryTable>) reply)));
    }

    private Future<Reply<Installed>> firstBeat(int looksLeft) {
        return mailbox().compose(reply -> {
            if (!(reply instanceof Reply.Read<Mailbox> read)) {
                return Future.succeededFuture(((Reply.Failed<Mailbox>) reply).as());
            }
            if (read.value() instanceof Mailbox.Present present) {
                return Future.succeededFuture(
                        new Reply.Read<>(new Installed(present.beat().token()), read.took()));
            }
            if (looksLeft == 0) {
                return Future.succeededFuture(
                        new Reply.PythonError<>("installed, but the sampler wrote nothing", read.took()));
            }
            return vertx.timer(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)
                    .compose(fired -> firstBeat(looksLeft - 1));
        });
    }
}
