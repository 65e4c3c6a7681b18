package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.Batch;
import dev.vigil.flink.source.Cursors;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A collector at work: takes each batch at once and lets a test wait for readings. */
final class Polled implements AutoCloseable {

    private final PollingCollector collector;
    private final BlockingQueue<Reading> readings = new LinkedBlockingQueue<>();
    private final Map<TargetKey, Cursors> cursors = new ConcurrentHashMap<>();

    Polled(PollingCollector collector) {
        this.collector = collector;
        collector.start(this::take);
    }

    private void take(Batch batch) {
        // First: who sees a reading may ask for its cursors at once.
        cursors.put(batch.target(), batch.cursors());
        readings.addAll(batch.readings());
        collector.released(batch.target());
    }

    void add(TargetKey target, Cursors from) {
        collector.add(target, from);
    }

    Cursors cursors(TargetKey target) {
        return cursors.get(target);
    }

    /** The next reading of a kind that fulfils a condition; what came before it is dropped. */
    <T extends Reading> T next(Class<T> kind, Predicate<T> condition) throws InterruptedException {
        for (; ; ) {
            Reading reading = readings.poll(60, TimeUnit.SECONDS);
            assertThat(reading).as("a " + kind.getSimpleName() + " as wanted").isNotNull();
            if (kind.isInstance(reading) && condition.test(kind.cast(reading))) {
                return kind.cast(reading);
            }
        }
    }

    Reading.Attempt attempt(Reading.Outcome outcome) throws InterruptedException {
        return next(Reading.Attempt.class, attempt -> attempt.outcome() == outcome);
    }

    /** All that has come since. */
    List<Reading> drain() {
        List<Reading> drained = new java.util.ArrayList<>();
        readings.drainTo(drained);
        return drained;
    }

    @Override
    public void close() {
        collector.close();
    }
}
