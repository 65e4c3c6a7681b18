package dev.vigil.flink.bounded;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/** Flink asks each source for splits; this one has a single reader that needs none. */
final class NoSplit implements SourceSplit {

    @Override
    public String splitId() {
        throw new IllegalStateException("there is no split");
    }

    /** Has nothing to assign. */
    static final class Enumerator implements SplitEnumerator<NoSplit, NoSplit> {

        @Override
        public void start() {
            // Nothing to look for.
        }

        @Override
        public void handleSplitRequest(int subtask, @Nullable String host) {
            // Nobody asks.
        }

        @Override
        public void addSplitsBack(List<NoSplit> splits, int subtask) {
            // Nobody has any.
        }

        @Override
        public void addReader(int subtask) {
            // It begins by itself.
        }

        @Override
        public NoSplit snapshotState(long checkpoint) {
            return new NoSplit();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** Of something that says nothing. */
    static final class Serializer implements SimpleVersionedSerializer<NoSplit> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(NoSplit split) throws IOException {
            return new byte[0];
        }

        @Override
        public NoSplit deserialize(int version, byte[] bytes) throws IOException {
            return new NoSplit();
        }
    }
}
