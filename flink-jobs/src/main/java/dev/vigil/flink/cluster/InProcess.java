package dev.vigil.flink.cluster;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A handle by which an operator of the embedded cluster reaches a live object of the process it runs in: a sink, a clock,
 * a collector's factory. Operators are serialised on their way into the cluster; the object stays where it is.
 *
 * <p>Works only inside the process that made it, for as long as it is not closed. A job on another cluster will find
 * its own objects by {@link java.util.ServiceLoader} behind this same type; nothing else may assume a shared process.
 *
 * @param <T> what it leads to
 */
public final class InProcess<T> implements Serializable, AutoCloseable {

    private static final long serialVersionUID = 1L;
    private static final Map<String, Object> LIVE = new ConcurrentHashMap<>();

    private final String token;

    private InProcess(String token) {
        this.token = token;
    }

    /**
     * A handle to this object, valid until {@link #close}.
     *
     * @param <T> the type under which operators use it
     */
    public static <T> InProcess<T> of(T live) {
        String token = UUID.randomUUID().toString();
        LIVE.put(token, Objects.requireNonNull(live, "live"));
        return new InProcess<>(token);
    }

    /**
     * The object itself; any thread.
     *
     * @throws IllegalStateException if the handle was closed, or came from another process
     */
    @SuppressWarnings("unchecked") // the token was made by of(T) and leads nowhere else
    public T get() {
        Object live = LIVE.get(token);
        if (live == null) {
            throw new IllegalStateException("the object behind this handle is gone, or lives in another process");
        }
        return (T) live;
    }

    /** Forgets the object; handles that are still in use fail from now on. */
    @Override
    public void close() {
        LIVE.remove(token);
    }
}
