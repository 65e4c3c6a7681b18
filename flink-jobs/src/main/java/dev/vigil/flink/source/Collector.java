package dev.vigil.flink.source;

import dev.vigil.fleet.TargetKey;
import java.util.function.Consumer;

/**
 * Polls targets and hands over what they said. Free of Flink, so that another front end can use it.
 *
 * <p>All methods are called from one thread, the reader's, and return at once. At most one batch per target is on its
 * way: the next poll of a target is scheduled only after {@link #released}. That bounds memory, and makes a slow consumer
 * poll less often instead of queueing.
 */
public interface Collector extends AutoCloseable {

    /**
     * Says where batches go.
     *
     * @param deliver takes a batch; called on the collector's own threads
     */
    void start(Consumer<Batch> deliver);

    /** Begins to poll a target from where it had been read. May come before {@link #start}. */
    void add(TargetKey target, Cursors cursors);

    /** The target's last batch was emitted: its next poll may be scheduled. */
    void released(TargetKey target);

    /** Stops polling a target; a batch of it may still arrive once. */
    void remove(TargetKey target);

    /** Stops all polling and waits for what is in flight to end. */
    @Override
    void close();
}
