package dev.vigil.flink.source;

import dev.vigil.fleet.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** Keeps what a reader emits. */
final class RecordingOutput implements ReaderOutput<Reading> {

    final List<Reading> readings = new ArrayList<>();
    final List<Instant> times = new ArrayList<>();
    final List<String> releasedSplits = new ArrayList<>();

    @Override
    public void collect(Reading reading) {
        throw new IllegalStateException("a reading without a time");
    }

    @Override
    public void collect(Reading reading, long timestamp) {
        readings.add(reading);
        times.add(Instant.ofEpochMilli(timestamp));
    }

    @Override
    public void emitWatermark(Watermark watermark) {
        throw new IllegalStateException("watermarks come from the generator");
    }

    @Override
    public void markIdle() {
        throw new IllegalStateException("the source is never idle");
    }

    @Override
    public void markActive() {
        throw new IllegalStateException("the source is never idle");
    }

    @Override
    public SourceOutput<Reading> createOutputForSplit(String split) {
        throw new IllegalStateException("everything goes to the main output");
    }

    @Override
    public void releaseOutputForSplit(String split) {
        releasedSplits.add(split);
    }
}
