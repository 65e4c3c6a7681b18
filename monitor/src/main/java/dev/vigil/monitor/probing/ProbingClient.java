package dev.vigil.monitor.probing;

import dev.vigil.fleet.Beat;
import dev.vigil.fleet.Frame;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Asks one target. Every method returns at once; its future never fails: failures are values of {@link Reply}. Each
 * request has a deadline and a cap on the size of its answer.
 */
public interface ProbingClient extends AutoCloseable {

    /** The sampler's document, or that there is none. Needs no GIL; 1 to 2 ms. */
    default Future<Reply<Mailbox>> mailbox() {
        return mailbox(SamplesRead.NONE);
    }

    /**
     * As {@link #mailbox()}, for whoever reads again and again.
     *
     * @param read samples that are left out of the document
     */
    Future<Reply<Mailbox>> mailbox(SamplesRead read);

    /** Rows of a stored table. The SQL must be Vigil's own or a person's, never polled user text. */
    Future<Reply<QueryTable>> query(String sql);

    /** Stack of the main thread, innermost first, without the signal handler's frames. Only of a process that is stuck. */
    Future<Reply<List<Frame>>> backtrace();

    /** Who the process is. Needs no GIL. */
    Future<Reply<Overview>> overview();

    /** Rank 0's list of its job; the cheapest test of life. */
    Future<Reply<List<Node>>> nodes();

    /** One value of Probing's own configuration, empty where the key is not set. Needs no GIL. */
    Future<Reply<Optional<String>>> setting(String key);

    /**
     * Installs the sampler: the one Python request of a process's life. Looks before: where a sampler lives already,
     * nothing is installed, and only watches that it does not know are added by name.
     */
    Future<Reply<Installed>> install(SamplerOptions options);

    /** A question of a person or an investigation, run at a step boundary where there is one (MAILBOX section 4). */
    Future<Reply<Answer>> ask(Question question);

    /**
     * Where every Python thread stands, with exact lines; asked as {@link #ask} is.
     *
     * @param deadline how long to wait for the answer
     */
    Future<Reply<List<ThreadStack>>> threads(Duration deadline);

    /** Closes the connection; what is in flight ends as refused. */
    @Override
    void close();

    /** What the mailbox holds. */
    sealed interface Mailbox {
        /** The sampler lives there. */
        record Present(Beat beat) implements Mailbox {}

        /** A process without a sampler: new, restarted or replaced by exec. */
        record Absent() implements Mailbox {}
    }

    /**
     * The sampler answered.
     *
     * @param token of this installation
     */
    record Installed(String token) {}
}
