package dev.vigil.flink.source;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A collector that polls nothing: the test delivers, and reads what it was told in {@link #told}. */
final class ScriptedCollector implements Collector {

    /** Each call, as {@code add a:1@7}, {@code released a:1}, … */
    final List<String> told = new ArrayList<>();

    private Consumer<Batch> deliver = batch -> {
        throw new IllegalStateException("not started");
    };

    /** Delivers one reading, after which the target has been read up to this position. */
    void poll(TargetKey target, int position) {
        deliver.accept(batch(target, position, true, Duration.ZERO));
    }

    void deliver(Batch batch) {
        deliver.accept(batch);
    }

    static Batch batch(TargetKey target, int position, boolean reachable, Duration lateness) {
        Cursors cursors = new Cursors(Map.of("mailbox", Integer.toString(position)));
        return new Batch(target, List.of(attempt(target, position)), cursors, reachable, lateness);
    }

    static Reading attempt(TargetKey target, int position) {
        return new Reading.Attempt(target, "mailbox", Reading.Outcome.OK, position, null, Reading.Process.UNKNOWN);
    }

    @Override
    public void start(Consumer<Batch> consumer) {
        told.add("start");
        deliver = consumer;
    }

    @Override
    public void add(TargetKey target, Cursors cursors) {
        told.add("add " + target.instance() + "@" + cursors.positions().getOrDefault("mailbox", "start"));
    }

    @Override
    public void released(TargetKey target) {
        told.add("released " + target.instance());
    }

    @Override
    public void remove(TargetKey target) {
        told.add("remove " + target.instance());
    }

    @Override
    public void close() {
        told.add("close");
    }
}
