package dev.vigil.flink.source;

import dev.vigil.fleet.TargetKey;
import java.util.Set;

/** Tells which targets there are now; asked once a second by the source's enumerator, from a worker thread. */
@FunctionalInterface
public interface TargetSupplier {

    /** The whole set, never a difference. Must return at once: discovery itself runs elsewhere. */
    Set<TargetKey> targets();

    /**
     * Whether each way of discovery has answered at least once. While it has not, targets known from before a restart
     * are waited for: a list that is still empty must not look like a fleet that is gone. Asked before {@link #targets}.
     */
    default boolean complete() {
        return true;
    }
}
