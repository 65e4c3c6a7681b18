package dev.vigil.fleet;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binary form of a {@link Beat} and its parts. */
final class BeatCodec {

    private static final int MAX_ELEMENTS = 100_000;
    /** Room that is made before an element was read: what is damaged may promise many. */
    private static final int ORDINARY = 64;

    private BeatCodec() {}

    static void write(DataOutput out, Beat beat) throws IOException {
        Wire.writeText(out, beat.token());
        Wire.writeLong(out, beat.pid());
        Wire.writeText(out, beat.state());
        Wire.writeNullableText(out, beat.error());
        Wire.writeText(out, beat.rank());
        Wire.writeLong(out, beat.worldSize());
        out.writeDouble(beat.time());
        out.writeDouble(beat.due());
        Wire.writeLong(out, beat.steps());
        out.writeDouble(beat.lastStep());
        Wire.writeLong(out, beat.stepSeconds().size());
        for (double seconds : beat.stepSeconds()) {
            out.writeDouble(seconds);
        }
        Wire.writeText(out, beat.thread());
        writeFrames(out, beat.frames());
        out.writeDouble(beat.framesTime());
        Wire.writeLong(out, beat.samples().size());
        for (Beat.Sample sample : beat.samples()) {
            writeSample(out, sample);
        }
        Wire.writeLong(out, beat.sequence());
        writeGradients(out, beat.gradients());
        Wire.writeNullableText(out, beat.stuckWatch());
        Wire.writeNullable(out, beat.memoryMb());
        Wire.writeNullable(out, beat.memoryTotalMb());
        Wire.writeLong(out, beat.version());
        Wire.writeLong(out, beat.daemons());
        Beat.Glance glance = beat.glance();
        out.writeBoolean(glance != null);
        if (glance != null) {
            out.writeDouble(glance.time());
            writeFrames(out, glance.frames());
        }
    }

    /** What {@link #write} wrote; before glances there were none of them. */
    static Beat read(DataInput in, boolean glances) throws IOException {
        return new Beat(
                Wire.readText(in),
                Wire.readLong(in),
                Wire.readText(in),
                Wire.readNullableText(in),
                Wire.readText(in),
                (int) Wire.readLong(in),
                in.readDouble(),
                in.readDouble(),
                Wire.readLong(in),
                in.readDouble(),
                readDoubles(in),
                Wire.readText(in),
                readFrames(in),
                in.readDouble(),
                readSamples(in),
                Wire.readLong(in),
                readGradients(in),
                Wire.readNullableText(in),
                Wire.readNullable(in),
                Wire.readNullable(in),
                (int) Wire.readLong(in),
                (int) Wire.readLong(in),
                glances && in.readBoolean() ? new Beat.Glance(in.readDouble(), readFrames(in)) : null);
    }

    static void writeFrames(DataOutput out, List<Frame> frames) throws IOException {
        Wire.writeLong(out, frames.size());
        for (Frame frame : frames) {
            Wire.writeText(out, frame.file());
            Wire.writeText(out, frame.function());
            Wire.writeLong(out, frame.line());
        }
    }

    static List<Frame> readFrames(DataInput in) throws IOException {
        int count = Wire.readCount(in, MAX_ELEMENTS);
        List<Frame> frames = new ArrayList<>(Math.min(count, ORDINARY));
        for (int i = 0; i < count; i++) {
            frames.add(new Frame(Wire.readText(in), Wire.readText(in), (int) Wire.readLong(in)));
        }
        return frames;
    }

    private static List<Double> readDoubles(DataInput in) throws IOException {
        int count = Wire.readCount(in, MAX_ELEMENTS);
        List<Double> numbers = new ArrayList<>(Math.min(count, ORDINARY));
        for (int i = 0; i < count; i++) {
            numbers.add(in.readDouble());
        }
        return numbers;
    }

    private static void writeSample(DataOutput out, Beat.Sample sample) throws IOException {
        out.writeDouble(sample.time());
        Wire.writeLong(out, sample.steps());
        writeWatches(out, sample.watches());
        writeWatches(out, sample.automatic());
    }

    private static List<Beat.Sample> readSamples(DataInput in) throws IOException {
        int count = Wire.readCount(in, MAX_ELEMENTS);
        List<Beat.Sample> samples = new ArrayList<>(Math.min(count, ORDINARY));
        for (int i = 0; i < count; i++) {
            samples.add(new Beat.Sample(in.readDouble(), Wire.readLong(in), readWatches(in), readWatches(in)));
        }
        return samples;
    }

    private static void writeWatches(DataOutput out, Map<String, WatchReading> watches) throws IOException {
        Wire.writeLong(out, watches.size());
        for (Map.Entry<String, WatchReading> entry : watches.entrySet()) {
            WatchReading reading = entry.getValue();
            Wire.writeText(out, entry.getKey());
            Wire.writeNullable(out, reading.number());
            Wire.writeNullableText(out, reading.text());
            Wire.writeNullableText(out, reading.error());
            out.writeBoolean(reading.local());
        }
    }

    private static Map<String, WatchReading> readWatches(DataInput in) throws IOException {
        int count = Wire.readCount(in, MAX_ELEMENTS);
        Map<String, WatchReading> watches = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = Wire.readText(in);
            watches.put(
                    name,
                    new WatchReading(
                            Wire.readNullable(in),
                            Wire.readNullableText(in),
                            Wire.readNullableText(in),
                            in.readBoolean()));
        }
        return watches;
    }

    static void writeGradients(DataOutput out, Beat.@Nullable Gradients gradients) throws IOException {
        out.writeBoolean(gradients != null);
        if (gradients == null) {
            return;
        }
        Wire.writeLong(out, gradients.step());
        out.writeDouble(gradients.norm());
        Wire.writeLong(out, gradients.nonFinite());
        Wire.writeNullableText(out, gradients.firstBad());
        Wire.writeLong(out, gradients.badSteps());
        Wire.writeNullable(out, gradients.smallest());
        Wire.writeNullableText(out, gradients.smallestName());
    }

    static Beat.@Nullable Gradients readGradients(DataInput in) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        return new Beat.Gradients(
                Wire.readLong(in),
                in.readDouble(),
                (int) Wire.readLong(in),
                Wire.readNullableText(in),
                (int) Wire.readLong(in),
                Wire.readNullable(in),
                Wire.readNullableText(in));
    }
}
