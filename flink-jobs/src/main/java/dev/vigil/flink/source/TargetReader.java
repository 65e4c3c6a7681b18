package dev.vigil.flink.source;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * Polls its targets through a {@link Collector} and emits what they said.
 *
 * <p>A batch is emitted whole within one {@link #pollNext}, and the target's cursors move there: a checkpoint falls
 * between two calls, so rows and cursors never disagree. All methods but {@link Inbox#add} run on the task's thread.
 *
 * <p>Readings carry the clock's time at their emission and go to the main output; per-split outputs stay unused.
 */
final class TargetReader implements SourceReader<Reading, TargetSplit> {

    private final Collector collector;
    private final Clock clock;
    private final MonitorHealth health;
    private final PollTally tally;
    private final ReadingTap tap;
    private final Inbox inbox = new Inbox();

    /** All splits held, with how far they were read by what has been emitted; order of arrival. */
    private final Map<TargetKey, Cursors> splits = new LinkedHashMap<>();
    /** Those given to the collector. */
    private final Set<TargetKey> polled = new HashSet<>();
    /** Those that are gone, until their removal is emitted: a checkpoint still holds them, or it would be lost. */
    private final Set<TargetKey> leaving = new LinkedHashSet<>();
    /** Known before this run of the source; null once they were announced. */
    private @Nullable Set<TargetKey> resumed = Set.of();

    private @Nullable TargetsKnown known;
    private boolean beatDue;

    /** A reader that polls nothing yet. */
    TargetReader(Collector collector, Clock clock, MonitorHealth health, PollTally tally, ReadingTap tap) {
        this.collector = collector;
        this.clock = clock;
        this.health = health;
        this.tally = tally;
        this.tap = tap;
    }

    /** Splits that came before this are those of the checkpoint. */
    @Override
    public void start() {
        resumed = Set.copyOf(splits.keySet());
        collector.start(inbox::add);
        inbox.wake();
    }

    @Override
    public void addSplits(List<TargetSplit> added) {
        added.forEach(split -> splits.putIfAbsent(split.target(), split.cursors()));
        reconcile();
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof TargetsKnown targets) {
            known = targets;
            reconcile();
        } else if (event instanceof TargetsKnown.Pulse) {
            beatDue = true;
        }
        inbox.wake();
    }

    /** Until the first set is known, targets of the checkpoint are neither polled nor given up. */
    private void reconcile() {
        if (known == null) {
            return;
        }
        for (Map.Entry<TargetKey, Cursors> split : splits.entrySet()) {
            TargetKey target = split.getKey();
            if (known.targets().contains(target)) {
                leaving.remove(target);
                if (polled.add(target)) {
                    collector.add(target, split.getValue());
                }
            } else if (known.complete()) {
                leaving.add(target);
                polled.remove(target);
                collector.remove(target); // also where only a reader before this one had it polled
            }
        }
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Reading> output) {
        Instant now = clock.instant();
        if (resumed != null) {
            emit(new Reading.Resumed(resumed), now, output);
            resumed = null;
            return InputStatus.MORE_AVAILABLE;
        }
        emitRemovals(now, output);
        if (beatDue) {
            beatDue = false;
            emit(tally.beat(polled.size(), health, now), now, output);
        }
        Batch batch = inbox.poll();
        if (batch == null) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        emit(batch, now, output);
        return InputStatus.MORE_AVAILABLE;
    }

    private void emit(Batch batch, Instant now, ReaderOutput<Reading> output) {
        if (!polled.contains(batch.target())) {
            return; // the last one of a target that left
        }
        batch.readings().forEach(reading -> emit(reading, now, output));
        splits.put(batch.target(), batch.cursors());
        tally.count(batch);
        collector.released(batch.target());
    }

    private void emitRemovals(Instant now, ReaderOutput<Reading> output) {
        for (TargetKey target : leaving) {
            emit(new Reading.Removed(target), now, output);
            splits.remove(target);
            tally.forget(target);
            output.releaseOutputForSplit(TargetSplit.id(target)); // made by Flink for each split, with its metrics
        }
        leaving.clear();
    }

    private void emit(Reading reading, Instant now, ReaderOutput<Reading> output) {
        tap.reading(reading, now);
        output.collect(reading, now.toEpochMilli());
    }

    @Override
    public List<TargetSplit> snapshotState(long checkpoint) {
        return splits.entrySet().stream()
                .map(split -> new TargetSplit(split.getKey(), split.getValue()))
                .toList();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return inbox.available();
    }

    @Override
    public void notifyNoMoreSplits() {
        // Never sent: discovery does not end.
    }

    @Override
    public void close() {
        collector.close();
    }
}
