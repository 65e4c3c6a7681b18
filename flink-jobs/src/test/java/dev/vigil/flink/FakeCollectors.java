package dev.vigil.flink;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.Batch;
import dev.vigil.flink.source.Collector;
import dev.vigil.flink.source.Cursors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Collectors whose targets count: reading n+1 comes as soon as reading n was released, up to a limit. The cursor is the
 * number of the last reading; the reading's {@code seconds} is its own.
 */
public final class FakeCollectors implements Supplier<Collector> {

    /** Where each collector began to poll, as {@code instance@position}. */
    public final BlockingQueue<String> begun = new LinkedBlockingQueue<>();

    private final Reading.Outcome outcome;
    private volatile long limit;
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile Counting newest = new Counting();

    /** Collectors that give so many readings of each target, which refuses each. */
    public FakeCollectors(long limit) {
        this(limit, Reading.Outcome.REFUSED);
    }

    /** Collectors that give so many readings of each target, all with this outcome. */
    public FakeCollectors(long limit, Reading.Outcome outcome) {
        this.limit = limit;
        this.outcome = outcome;
    }

    /** Collectors made from now on go on to this reading. */
    public void limit(long readings) {
        limit = readings;
    }

    /** From now on this target does not answer. */
    public void silence(String instance) {
        silent.add(instance);
    }

    /** From now on this target answers again. */
    public void speak(String instance) {
        silent.remove(instance);
        Counting collector = newest;
        collector.positions.keySet().stream()
                .filter(target -> target.instance().equals(instance))
                .forEach(collector::next);
    }

    /** The next collector cannot be made. */
    public void failOnce() {
        failing.set(true);
    }

    @Override
    public Collector get() {
        if (failing.getAndSet(false)) {
            throw new IllegalStateException("no collector now");
        }
        newest = new Counting();
        return newest;
    }

    private final class Counting implements Collector {

        private final Map<TargetKey, Long> positions = new ConcurrentHashMap<>();
        private Consumer<Batch> deliver = batch -> {};

        @Override
        public void start(Consumer<Batch> consumer) {
            deliver = consumer;
        }

        @Override
        public void add(TargetKey target, Cursors cursors) {
            String position = cursors.positions().getOrDefault("count", "0");
            positions.put(target, Long.parseLong(position));
            begun.add(target.instance() + "@" + position);
            next(target);
        }

        @Override
        public void released(TargetKey target) {
            next(target);
        }

        private void next(TargetKey target) {
            Long last = positions.get(target);
            if (last == null || last >= limit || silent.contains(target.instance())) {
                return;
            }
            long number = last + 1;
            positions.put(target, number);
            Reading reading = new Reading.Attempt(target, "mailbox", outcome, number, null, Reading.Process.UNKNOWN);
            Cursors cursors = new Cursors(Map.of("count", Long.toString(number)));
            deliver.accept(new Batch(target, List.of(reading), cursors, true, Duration.ZERO));
        }

        @Override
        public void remove(TargetKey target) {
            positions.remove(target);
        }

        @Override
        public void close() {
            positions.clear();
        }
    }
}
