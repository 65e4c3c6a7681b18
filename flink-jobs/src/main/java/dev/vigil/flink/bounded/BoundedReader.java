package dev.vigil.flink.bounded;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/** Emits the input piece by piece, and between two times a watermark, which the far end must have seen before it goes on. */
final class BoundedReader<T> implements SourceReader<T, NoSplit> {

    private final Iterator<Timed<T>> input;
    private final Pace pace;
    private @Nullable Timed<T> next;
    private long passed = Long.MIN_VALUE;
    private long awaited = Long.MIN_VALUE;
    private CompletableFuture<Void> available = CompletableFuture.completedFuture(null);

    BoundedReader(Iterator<Timed<T>> input, Pace pace) {
        this.input = input;
        this.pace = pace;
    }

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) {
        if (!available.isDone()) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        Timed<T> piece = next;
        next = null;
        if (piece == null) {
            if (!input.hasNext()) {
                return InputStatus.END_OF_INPUT;
            }
            piece = input.next();
            if (hasToWait(piece, output)) {
                next = piece;
                return InputStatus.NOTHING_AVAILABLE;
            }
        }
        if (piece.value() != null) {
            output.collect(piece.value(), piece.time().toEpochMilli());
        }
        return InputStatus.MORE_AVAILABLE;
    }

    private boolean hasToWait(Timed<T> piece, ReaderOutput<T> output) {
        long time = piece.time().toEpochMilli();
        long before = piece.value() == null ? time : pace.passedBefore(time);
        if ((piece.value() == null ? time : time - 1) < passed) {
            throw new IllegalStateException("input goes back in time, to " + piece.time());
        }
        if (before > passed) {
            passed = before;
            output.emitWatermark(new Watermark(before));
        }
        if (piece.value() != null && passed > awaited) {
            awaited = passed;
            available = pace.reached(passed);
        }
        return !available.isDone();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return available;
    }

    @Override
    public void start() {
        // The input is at hand.
    }

    @Override
    public List<NoSplit> snapshotState(long checkpoint) {
        return List.of();
    }

    @Override
    public void addSplits(List<NoSplit> splits) {
        // There are none.
    }

    @Override
    public void notifyNoMoreSplits() {
        // There never were any.
    }

    @Override
    public void close() {
        // The input is not ours.
    }
}
