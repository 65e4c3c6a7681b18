package dev.vigil.monitor.collect;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Bounds how many processes are made acquaintance with at once: who they are, where they run, the sampler brought to them.
 * That costs both sides fifty times what a poll does; a thousand at the same moment, as when Vigil is started on a large
 * job, would run into their deadlines. Whoever finds no place is polled as usual and tries again a poll later.
 * Thread-safe.
 */
final class Introductions {

    /** An installation takes some 50 ms (MAILBOX section 1): some hundred processes a second. */
    static final int AT_ONCE = 32;

    private final AtomicInteger places = new AtomicInteger(AT_ONCE);

    /** Begins one, unless too many are under way. */
    <T> Optional<Future<T>> begin(Supplier<Future<T>> introduction) {
        if (places.getAndUpdate(free -> Math.max(0, free - 1)) == 0) {
            return Optional.empty();
        }
        return Optional.of(Future.<Void>succeededFuture()
                .compose(ignored -> introduction.get())
                .onComplete(ended -> places.incrementAndGet()));
    }
}
