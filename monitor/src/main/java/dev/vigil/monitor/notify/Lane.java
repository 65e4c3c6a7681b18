package dev.vigil.monitor.notify;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one receiver: what waits for it, and one request at a time. What is refused is tried again in smaller pieces
 * until the one that is wrong is alone, and dropped. A receiver that is not available is asked again after a while, with
 * smaller pieces and behind all else, so that neither size nor one alert blocks the way; meanwhile newer words replace
 * older ones. All methods may be called from any thread.
 *
 * @param <T> what is delivered
 */
final class Lane<T> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** A receiver that is back must hear before the next resend would have told it anyway. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /**
     * What a lane is made of.
     *
     * @param receiver its name in metrics and logs
     * @param largest most items of one message
     * @param message writes a message
     * @param courier delivers it
     * @param pause runs something after a while
     */
    record Parts<T>(
            String receiver,
            int largest,
            Function<List<T>, Buffer> message,
            Courier courier,
            BiConsumer<Duration, Runnable> pause) {}

    private final Parts<T> parts;
    private final Backlog<T> backlog;
    private final Tally tally;
    private final List<Promise<Void>> drained = new ArrayList<>();
    private int most;
    private int failures;
    private boolean busy;
    private boolean closed;

    Lane(Parts<T> parts, Backlog<T> backlog, Tally tally) {
        this.parts = parts;
        this.backlog = backlog;
        this.tally = tally;
        this.most = parts.largest();
        tally.watch(this::waiting);
    }

    /** Adds items, which are sent as soon as it is their turn. */
    synchronized void add(List<T> items) {
        if (!items.isEmpty() && !closed) {
            tally.dropped(backlog.add(items));
            next();
        }
    }

    /** How many items wait. */
    synchronized int waiting() {
        return backlog.size();
    }

    /** Ends when nothing waits any more, or when the receiver is not available. */
    synchronized Future<Void> drain() {
        Promise<Void> promise = Promise.promise();
        drained.add(promise);
        tellDrained();
        return promise.future();
    }

    @Override
    public synchronized void close() {
        closed = true;
        tally.dropped(backlog.take(Integer.MAX_VALUE).size());
        tally.close();
    }

    private void next() {
        List<T> batch = busy || closed ? List.of() : backlog.take(most);
        if (!batch.isEmpty()) {
            busy = true;
            parts.courier().deliver(parts.message().apply(batch)).onSuccess(verdict -> judged(batch, verdict));
        }
    }

    private synchronized void judged(List<T> batch, Verdict verdict) {
        log(verdict, batch.size());
        switch (verdict.kind()) {
            case ACCEPTED -> accepted(batch);
            case REFUSED -> refused(batch);
            case REJECTED -> rejected(batch);
            case UNAVAILABLE -> unavailable(batch);
        }
        if (failures == 0) {
            busy = false;
            next();
        }
        tellDrained();
    }

    private void accepted(List<T> batch) {
        tally.sent(batch.size());
        failures = 0;
        most = Math.min(parts.largest(), most * 2);
    }

    private void refused(List<T> batch) {
        tally.failed(batch.size());
        failures = 0;
        if (batch.size() == 1) {
            tally.dropped(1);
            most = parts.largest();
        } else {
            most = batch.size() / 2;
            tally.dropped(backlog.takeBack(batch));
        }
    }

    private void rejected(List<T> batch) {
        tally.failed(batch.size());
        tally.dropped(batch.size());
        failures = 0;
    }

    private void unavailable(List<T> batch) {
        tally.failed(batch.size());
        most = Math.max(1, batch.size() / 2);
        tally.dropped(backlog.takeBackLast(batch));
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 5));
        failures++;
        parts.pause().accept(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause, this::again);
    }

    private synchronized void again() {
        busy = false;
        next();
    }

    private void tellDrained() {
        boolean nothing = !busy && backlog.size() == 0;
        if (nothing || failures > 0) {
            drained.forEach(promise -> promise.tryComplete());
            drained.clear();
        }
    }

    /** One line where it goes wrong and one where it goes well again; each single alert that is refused has its own. */
    private void log(Verdict verdict, int size) {
        if (verdict.kind() == Verdict.Kind.REFUSED && size == 1) {
            LOG.warn("{} refuses an alert, which is dropped: {}", parts.receiver(), verdict.reason());
        } else if (verdict.kind() == Verdict.Kind.REJECTED) {
            LOG.warn("{} accepts nothing from us: {}", parts.receiver(), verdict.reason());
        } else if (verdict.kind() == Verdict.Kind.UNAVAILABLE && failures == 0) {
            LOG.warn("{} cannot be told of alerts now: {}", parts.receiver(), verdict.reason());
        } else if (verdict.kind() == Verdict.Kind.ACCEPTED && failures > 0) {
            LOG.info("{} can be told of alerts again", parts.receiver());
        }
    }
}
