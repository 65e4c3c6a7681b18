package dev.vigil.monitor.probing.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.monitor.probing.Answer;
import dev.vigil.monitor.probing.Question;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.ThreadStack;
import dev.vigil.monitor.probing.decode.AnswerDecoder;
import dev.vigil.monitor.probing.decode.QueryDecoder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Questions through the mailbox (MAILBOX section 4): one Python request that only queues, then reads that need no GIL until
 * the answer is there. No request ever waits for user code, since one that does freezes the target's server.
 */
final class Asking {

    /** After the question's deadline it is run beside the training, under the sampler's own limit of some 10 s. */
    private static final Duration RUNNING = Duration.ofSeconds(15);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private final Vertx vertx;
    private final HttpTransport transport;
    private final Duration deadline;
    private final Supplier<String> ids;

    Asking(Vertx vertx, HttpTransport transport, Duration deadline, Supplier<String> ids) {
        this.vertx = vertx;
        this.transport = transport;
        this.deadline = deadline;
        this.ids = ids;
    }

    Future<Reply<Answer>> ask(Question question) {
        ObjectNode json = json(question.deadline());
        json.put("code", question.code());
        json.put("unsafe", question.unsafe());
        return queue(json, question.deadline(), AnswerDecoder::answer);
    }

    Future<Reply<List<ThreadStack>>> threads(Duration patience) {
        ObjectNode json = json(patience);
        json.put("code", "");
        json.put("unsafe", false);
        json.put("stacks", true);
        return queue(json, patience, AnswerDecoder::threads);
    }

    private ObjectNode json(Duration patience) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", ids.get());
        json.put("deadline", patience.toNanos() / 1e9);
        return json;
    }

    private <T> Future<Reply<T>> queue(ObjectNode json, Duration patience, HttpTransport.Decoder<Optional<T>> decoder) {
        String sql = QueryEnvelope.call("vigil_probe.question", json.toString());
        long end = System.nanoTime() + patience.plus(RUNNING).toNanos();
        return transport
                .send(Request.query(QueryEnvelope.of(sql), deadline), QueryDecoder::decode)
                .compose(reply -> {
                    Reply<String> taken = AnswerDecoder.taken(reply);
                    if (taken instanceof Reply.Read<String> read) {
                        return await(read.value(), end, FIRST_PAUSE, decoder);
                    }
                    return Future.succeededFuture(((Reply.Failed<String>) taken).as());
                });
    }

    private <T> Future<Reply<T>> await(
            String id, long end, Duration pause, HttpTransport.Decoder<Optional<T>> decoder) {
        return vertx.timer(pause.toMillis(), TimeUnit.MILLISECONDS)
                .compose(fired -> transport.send(Request.get("/config/vigil.answer." + id, deadline), decoder))
                .compose(reply -> {
                    if (!(reply instanceof Reply.Read<Optional<T>> read)) {
                        return Future.succeededFuture(((Reply.Failed<Optional<T>>) reply).as());
                    }
                    if (read.value().isPresent()) {
                        return Future.succeededFuture(
                                new Reply.Read<>(read.value().get(), read.took()));
                    }
                    if (System.nanoTime() > end) {
                        return Future.succeededFuture(
                                new Reply.TimedOut<T>("the question was taken, but not answered in time", read.took()));
                    }
                    Duration longer = pause.multipliedBy(2);
                    return await(id, end, longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE, decoder);
                });
    }
}
