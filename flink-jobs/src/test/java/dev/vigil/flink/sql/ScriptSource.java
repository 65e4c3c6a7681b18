package dev.vigil.flink.sql;

import dev.vigil.flink.cluster.InProcess;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/** Reads a script: emits the number of each step. Its position is state, so that a restarted job goes on where it was. */
record ScriptSource(InProcess<Script> script) implements Source<Integer, ScriptSource.Position, Boolean> {

    /** Where the next step is. */
    record Position(int at) implements SourceSplit {

        @Override
        public String splitId() {
            return "script";
        }
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SplitEnumerator<Position, Boolean> createEnumerator(SplitEnumeratorContext<Position> context) {
        return new Assigner(context, false);
    }

    @Override
    public SplitEnumerator<Position, Boolean> restoreEnumerator(
            SplitEnumeratorContext<Position> context, Boolean assigned) {
        return new Assigner(context, assigned);
    }

    @Override
    public SimpleVersionedSerializer<Position> getSplitSerializer() {
        return new Numbers<>() {
            @Override
            int number(Position position) {
                return position.at();
            }

            @Override
            Position of(int number) {
                return new Position(number);
            }
        };
    }

    @Override
    public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
        return new Numbers<>() {
            @Override
            int number(Boolean assigned) {
                return assigned ? 1 : 0;
            }

            @Override
            Boolean of(int number) {
                return number == 1;
            }
        };
    }

    @Override
    public SourceReader<Integer, Position> createReader(SourceReaderContext context) {
        return new Reader(script.get());
    }

    private abstract static class Numbers<T> implements SimpleVersionedSerializer<T> {

        abstract int number(T value);

        abstract T of(int number);

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(T value) {
            return ByteBuffer.allocate(4).putInt(number(value)).array();
        }

        @Override
        public T deserialize(int version, byte[] bytes) {
            return of(ByteBuffer.wrap(bytes).getInt());
        }
    }

    private static final class Assigner implements SplitEnumerator<Position, Boolean> {

        private final SplitEnumeratorContext<Position> context;
        private boolean assigned;

        Assigner(SplitEnumeratorContext<Position> context, boolean assigned) {
            this.context = context;
            this.assigned = assigned;
        }

        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtask, @Nullable String host) {}

        @Override
        public void addSplitsBack(List<Position> splits, int subtask) {
            assigned = false;
        }

        @Override
        public void addReader(int subtask) {
            if (!assigned) {
                assigned = true;
                context.assignSplit(new Position(0), subtask);
            }
        }

        @Override
        public Boolean snapshotState(long checkpoint) {
            return assigned;
        }

        @Override
        public void close() {}
    }

    private static final class Reader implements SourceReader<Integer, Position> {

        private final Script script;
        private CompletableFuture<Void> assigned = new CompletableFuture<>();
        private int at = -1;

        Reader(Script script) {
            this.script = script;
        }

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<Integer> out) {
            if (at < 0 || (script.step(at) == null && !script.hasEnded(at))) {
                return InputStatus.NOTHING_AVAILABLE;
            }
            if (script.hasEnded(at)) {
                return InputStatus.END_OF_INPUT;
            }
            out.collect(at, script.step(at).time().toEpochMilli());
            at++;
            return InputStatus.MORE_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return at < 0 ? assigned : script.available(at);
        }

        @Override
        public List<Position> snapshotState(long checkpoint) {
            return at < 0 ? List.of() : List.of(new Position(at));
        }

        @Override
        public void addSplits(List<Position> splits) {
            at = splits.get(0).at();
            assigned.complete(null);
        }

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }
}
