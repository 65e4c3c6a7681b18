package dev.vigil.flink.source;

import dev.vigil.fleet.TargetKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns discovery into splits: asks the supplier once a second, hands each new target to one reader, and tells all readers
 * the whole set whenever it changes. Runs on the coordinator's thread; only the supplier is asked on a worker thread.
 */
final class TargetEnumerator implements SplitEnumerator<TargetSplit, Set<TargetKey>> {

    private static final Logger LOG = LoggerFactory.getLogger(TargetEnumerator.class);
    /** How soon a target that discovery found is polled; also the beat of table {@code monitor}. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final SplitEnumeratorContext<TargetSplit> context;
    private final TargetSupplier supplier;
    private final Set<TargetKey> assigned;
    /** Handed back by a reader that failed; they keep how far they were read. */
    private final Map<TargetKey, TargetSplit> returned = new HashMap<>();

    private @Nullable TargetsKnown known;
    private boolean supplierFailing;

    /**
     * An enumerator that has handed out these targets before.
     *
     * @param restored from the checkpoint; empty at the first start
     */
    TargetEnumerator(SplitEnumeratorContext<TargetSplit> context, TargetSupplier supplier, Set<TargetKey> restored) {
        this.context = context;
        this.supplier = supplier;
        this.assigned = new HashSet<>(restored);
    }

    @Override
    public void start() {
        context.callAsync(this::look, this::seen, 0, PERIOD.toMillis());
    }

    private TargetsKnown look() {
        boolean complete = supplier.complete();
        return new TargetsKnown(supplier.targets(), complete);
    }

    private void seen(@Nullable TargetsKnown found, @Nullable Throwable failure) {
        if (found != null) {
            supplierFailing = false;
            apply(found);
        } else if (!supplierFailing) {
            supplierFailing = true;
            LOG.warn("Discovery failed; the targets stay as they were", failure);
        }
        context.registeredReaders()
                .keySet()
                .forEach(reader -> context.sendEventToSourceReader(reader, new TargetsKnown.Pulse()));
    }

    private void apply(TargetsKnown found) {
        if (!found.equals(known)) {
            known = found;
            context.registeredReaders().keySet().forEach(reader -> context.sendEventToSourceReader(reader, found));
            if (found.complete()) {
                assigned.retainAll(found.targets());
            }
        }
        assignNew(found.targets());
    }

    /** After the set was sent: a reader never holds a split that its newest set does not know. */
    private void assignNew(Set<TargetKey> targets) {
        Map<Integer, List<TargetSplit>> assignment = new HashMap<>();
        for (TargetKey target : targets) {
            int owner = Math.floorMod(target.hashCode(), context.currentParallelism());
            if (context.registeredReaders().containsKey(owner) && assigned.add(target)) {
                assignment
                        .computeIfAbsent(owner, reader -> new ArrayList<>())
                        .add(new TargetSplit(target, Cursors.START));
            }
        }
        if (!assignment.isEmpty()) {
            context.assignSplits(new SplitsAssignment<>(assignment));
        }
    }

    @Override
    public void addReader(int reader) {
        if (known != null) {
            context.sendEventToSourceReader(reader, known);
            assignNew(known.targets());
        }
        if (!returned.isEmpty()) {
            context.assignSplits(new SplitsAssignment<>(Map.of(reader, List.copyOf(returned.values()))));
            returned.clear();
        }
    }

    /** Also those of targets that are gone: the reader tells of their removal. */
    @Override
    public void addSplitsBack(List<TargetSplit> splits, int reader) {
        splits.forEach(split -> returned.put(split.target(), split));
    }

    @Override
    public void handleSplitRequest(int reader, @Nullable String host) {
        // Splits are pushed: a target belongs to a reader for as long as it lives.
    }

    @Override
    public Set<TargetKey> snapshotState(long checkpoint) {
        Set<TargetKey> handedOut = new HashSet<>(assigned);
        handedOut.removeAll(returned.keySet());
        return handedOut;
    }

    @Override
    public void close() {
        // The supplier belongs to whoever made it.
    }
}
