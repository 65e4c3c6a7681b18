package dev.vigil.flink.bounded;

import dev.vigil.flink.cluster.InProcess;
import java.util.Iterator;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Reads an iterator of this process once, in one task. Unbounded in Flink's words: the job is a streaming job that happens to
 * end, not a batch.
 *
 * @param input pieces in order of time
 * @param pace how far it may be ahead
 * @param <T> kind of input
 */
record BoundedSource<T>(InProcess<Iterator<Timed<T>>> input, InProcess<Pace> pace)
        implements Source<T, NoSplit, NoSplit> {

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<T, NoSplit> createReader(SourceReaderContext context) {
        return new BoundedReader<>(input.get(), pace.get());
    }

    @Override
    public SplitEnumerator<NoSplit, NoSplit> createEnumerator(SplitEnumeratorContext<NoSplit> context) {
        return new NoSplit.Enumerator();
    }

    @Override
    public SplitEnumerator<NoSplit, NoSplit> restoreEnumerator(SplitEnumeratorContext<NoSplit> context, NoSplit state) {
        return new NoSplit.Enumerator();
    }

    @Override
    public SimpleVersionedSerializer<NoSplit> getSplitSerializer() {
        return new NoSplit.Serializer();
    }

    @Override
    public SimpleVersionedSerializer<NoSplit> getEnumeratorCheckpointSerializer() {
        return new NoSplit.Serializer();
    }
}
