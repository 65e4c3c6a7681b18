package dev.vigil.flink.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** The enumerator's surroundings: readers come when the test says so, and a second passes when it says so. */
final class FakeContext implements SplitEnumeratorContext<TargetSplit> {

    /** What readers were told, in order: {@code 0 targets [a:1]}, {@code 0 pulse}, {@code 0 split a:1}. */
    final List<String> told = new ArrayList<>();

    private final Map<Integer, ReaderInfo> readers = new HashMap<>();
    private Runnable second = () -> {};

    void register(int reader) {
        readers.put(reader, new ReaderInfo(reader, "here"));
    }

    void secondPasses() {
        second.run();
    }

    /** What was told beside pulses. */
    List<String> assignments() {
        return told.stream().filter(line -> !line.endsWith("pulse")).toList();
    }

    @Override
    public void sendEventToSourceReader(int reader, SourceEvent event) {
        if (event instanceof TargetsKnown known) {
            List<String> instances = known.targets().stream()
                    .map(target -> target.instance())
                    .sorted()
                    .toList();
            told.add(reader + " targets " + instances + (known.complete() ? "" : " so far"));
        } else {
            told.add(reader + " pulse");
        }
    }

    @Override
    public void assignSplits(SplitsAssignment<TargetSplit> assignment) {
        assignment
                .assignment()
                .forEach((reader, splits) -> splits.stream()
                        .map(split -> reader + " split " + split.target().instance())
                        .sorted()
                        .forEach(told::add));
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler, long initialDelay, long period) {
        second = () -> callAsync(callable, handler);
        second.run();
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
        T result = null;
        Throwable failure = null;
        try {
            result = callable.call();
        } catch (Exception e) {
            failure = e;
        }
        handler.accept(result, failure);
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
        return readers;
    }

    @Override
    public int currentParallelism() {
        return 1;
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
        return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
    }

    @Override
    public void signalNoMoreSplits(int reader) {
        throw new IllegalStateException("discovery does not end");
    }

    @Override
    public void runInCoordinatorThread(Runnable work) {
        work.run();
    }
}
