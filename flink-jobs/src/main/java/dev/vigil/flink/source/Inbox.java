package dev.vigil.flink.source;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Hands batches from the collector's threads to the reader's. Unbounded by itself: the collector keeps at most one batch
 * per target on its way.
 */
final class Inbox {

    private final Queue<Batch> batches = new ArrayDeque<>();
    private CompletableFuture<Void> available = new CompletableFuture<>();

    /** Adds a batch; any thread. */
    void add(Batch batch) {
        synchronized (this) {
            batches.add(batch);
        }
        wake();
    }

    /** Wakes the reader though there may be no batch; any thread. */
    void wake() {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            waiting = available;
        }
        waiting.complete(null);
    }

    /** The oldest batch; where there is none, null, and {@link #available} waits for the next one. */
    synchronized @Nullable Batch poll() {
        Batch batch = batches.poll();
        if (batch == null && available.isDone()) {
            available = new CompletableFuture<>();
        }
        return batch;
    }

    /** Done as soon as there is something to do. */
    synchronized CompletableFuture<Void> available() {
        return available;
    }
}
