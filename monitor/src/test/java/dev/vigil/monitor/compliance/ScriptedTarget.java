package dev.vigil.monitor.compliance;

import dev.vigil.fleet.Beat;
import dev.vigil.fleet.Frame;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import dev.vigil.fleet.WatchReading;
import dev.vigil.flink.source.Batch;
import dev.vigil.flink.source.Collector;
import dev.vigil.flink.source.Cursors;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A collector of one target whose watches a test sets. */
final class ScriptedTarget implements Collector {

    static final TargetKey KEY = new TargetKey("pretrain", "a:1");

    private final Deque<Batch> waiting = new ArrayDeque<>();
    private final Map<String, WatchReading> watches = new HashMap<>();
    private Consumer<Batch> deliver = batch -> {};
    private boolean free;
    private long steps;

    /** The target's watches have these values from now on, beside those that it had. */
    synchronized void say(Map<String, Double> values) {
        values.forEach((name, value) -> watches.put(name, WatchReading.of(value)));
        steps++;
        Reading attempt = new Reading.Attempt(KEY, "mailbox", Reading.Outcome.OK, 0.001, null, Reading.Process.UNKNOWN);
        List<Reading> readings = List.of(attempt, new Reading.Mailbox(KEY, beat()));
        waiting.add(new Batch(KEY, readings, Cursors.START, true, Duration.ZERO));
        next();
    }

    private Beat beat() {
        double time = 1_000 + steps;
        return new Beat(
                "t",
                1,
                "running",
                null,
                "",
                0,
                time,
                time + 1,
                steps,
                time,
                List.of(1.0),
                "hook",
                List.of(new Frame("/home/user/train.py", "train", 41)),
                time,
                List.of(new Beat.Sample(time, steps, watches, Map.of())),
                steps,
                null,
                null,
                null,
                null);
    }

    private void next() {
        if (free && !waiting.isEmpty()) {
            free = false;
            deliver.accept(waiting.remove());
        }
    }

    @Override
    public synchronized void start(Consumer<Batch> consumer) {
        deliver = consumer;
    }

    @Override
    public synchronized void add(TargetKey target, Cursors cursors) {
        free = true;
        next();
    }

    @Override
    public synchronized void released(TargetKey target) {
        free = true;
        next();
    }

    @Override
    public void remove(TargetKey target) {
        throw new UnsupportedOperationException("it does not leave");
    }

    @Override
    public synchronized void close() {
        free = false;
    }
}
