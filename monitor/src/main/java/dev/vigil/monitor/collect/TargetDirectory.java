package dev.vigil.monitor.collect;

import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.TargetSupplier;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All targets that discovery knows now. Discoverers write, each its own part; the source and the collector read.
 * Thread-safe; reading costs one volatile read.
 */
public final class TargetDirectory implements TargetSupplier {

    private final Map<String, Collection<Target>> parts = new TreeMap<>();
    private volatile Map<TargetKey, Target> all = Map.of();

    /**
     * Replaces what one discoverer had found.
     *
     * @param discoverer its name; where two know the same target, the one whose name
     *     comes first describes it
     * @param found all its targets, never a difference
     */
    public synchronized void replace(String discoverer, Collection<Target> found) {
        parts.put(discoverer, found);
        rebuild();
    }

    /** Forgets a discoverer, as after a change of the configuration. */
    public synchronized void forget(String discoverer) {
        parts.remove(discoverer);
        rebuild();
    }

    @Override
    public Set<TargetKey> targets() {
        return all.keySet();
    }

    /** What is known of one target. */
    public Optional<Target> find(TargetKey key) {
        return Optional.ofNullable(all.get(key));
    }

    /** All targets, in no order. */
    public Collection<Target> all() {
        return all.values();
    }

    private void rebuild() {
        Map<TargetKey, Target> merged = new LinkedHashMap<>();
        for (Collection<Target> part : parts.values()) {
            part.forEach(target -> merged.putIfAbsent(target.key(), target));
        }
        all = Map.copyOf(merged);
    }
}
