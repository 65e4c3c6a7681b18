package dev.vigil.monitor.collect;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Lets one request at a time through to a target, whoever asks: polls, people and investigations. Those who wait are served
 * in order. Thread-safe.
 */
final class ProbeGate {

    /** So many may wait; more would only find a target that has long ceased to answer. */
    static final int WAITING = 16;

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;

    /**
     * Sends a request when its turn comes.
     *
     * @param request begins it
     * @param refused what it gives where too many wait
     */
    <T> Future<T> pass(Supplier<Future<T>> request, Supplier<T> refused) {
        Promise<T> promise = Promise.promise();
        Runnable begin = () -> Future.<Void>succeededFuture()
                .compose(ignored -> request.get())
                .onComplete(ended -> {
                    next();
                    promise.handle(ended);
                });
        synchronized (this) {
            if (busy && waiting.size() >= WAITING) {
                return Future.succeededFuture(refused.get());
            }
            if (busy) {
                waiting.add(begin);
                return promise.future();
            }
            busy = true;
        }
        begin.run();
        return promise.future();
    }

    private void next() {
        Runnable begin;
        synchronized (this) {
            begin = waiting.poll();
            busy = begin != null;
        }
        if (begin != null) {
            begin.run();
        }
    }
}
