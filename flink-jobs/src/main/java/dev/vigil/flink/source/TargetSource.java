package dev.vigil.flink.source;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Readings of all targets that discovery knows, for ever; one split per target. */
public final class TargetSource implements Source<Reading, TargetSplit, Set<TargetKey>> {

    private static final long serialVersionUID = 1L;

    private final SourceEdges edges;
    private final Duration pollInterval;

    /**
     * A source over these live objects.
     *
     * @param pollInterval longest time between two polls of one target; one that begins this late has missed a round
     */
    public TargetSource(SourceEdges edges, Duration pollInterval) {
        this.edges = edges;
        this.pollInterval = pollInterval;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<Reading, TargetSplit> createReader(SourceReaderContext context) {
        return new TargetReader(
                edges.collectors().get().get(),
                edges.clock().get(),
                edges.health().get(),
                new PollTally(pollInterval),
                edges.tap().get());
    }

    @Override
    public SplitEnumerator<TargetSplit, Set<TargetKey>> createEnumerator(SplitEnumeratorContext<TargetSplit> context) {
        return restoreEnumerator(context, Set.of());
    }

    @Override
    public SplitEnumerator<TargetSplit, Set<TargetKey>> restoreEnumerator(
            SplitEnumeratorContext<TargetSplit> context, Set<TargetKey> assigned) {
        return new TargetEnumerator(context, edges.targets().get(), assigned);
    }

    @Override
    public SimpleVersionedSerializer<TargetSplit> getSplitSerializer() {
        return new TargetCodec.Split();
    }

    @Override
    public SimpleVersionedSerializer<Set<TargetKey>> getEnumeratorCheckpointSerializer() {
        return new TargetCodec.Assigned();
    }
}
