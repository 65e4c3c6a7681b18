package dev.vigil.monitor.metrics;

import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.Batch;
import dev.vigil.flink.source.Collector;
import dev.vigil.flink.source.Cursors;
import java.util.function.Consumer;

/** A collector whose batches are counted and remembered on their way to the pipeline. */
public final class MeteredCollector implements Collector {

    private final Collector collector;
    private final PollMeters meters;
    private final PollLog polls;

    /** Passes everything on to the collector. */
    public MeteredCollector(Collector collector, PollMeters meters, PollLog polls) {
        this.collector = collector;
        this.meters = meters;
        this.polls = polls;
    }

    @Override
    public void start(Consumer<Batch> deliver) {
        collector.start(batch -> {
            polls.note(batch);
            meters.note(batch);
            deliver.accept(batch);
        });
    }

    @Override
    public void add(TargetKey target, Cursors cursors) {
        collector.add(target, cursors);
    }

    @Override
    public void released(TargetKey target) {
        collector.released(target);
    }

    @Override
    public void remove(TargetKey target) {
        collector.remove(target);
        polls.forget(target);
    }

    @Override
    public void close() {
        collector.close();
    }
}
