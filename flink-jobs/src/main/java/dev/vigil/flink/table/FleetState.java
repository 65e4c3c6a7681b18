package dev.vigil.flink.table;

import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.JobFleet;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A job's fleet in Flink's state: alive while it is worked with, as bytes where it only has to be kept. Flink restores and
 * copies states without knowing the settings that a living fleet needs.
 *
 * <p>Flink copies a state before its first change after each checkpoint, while another thread serialises the original. For
 * 1,000 ranks that would be 7 MB written and read back each second; so the copy takes the living fleet over, and the
 * original keeps bytes that were made before the checkpoint began ({@link #freeze}).
 */
final class FleetState {

    private static final int FIRST_BUFFER = 1 << 12;
    /** An eighth more than last time. */
    private static final int SPARE = 8;

    private @Nullable JobFleet fleet;
    private volatile byte @Nullable [] frozen;
    /** Bytes that the next writing will need, going by the last one: growing by doubling leaves twice as many behind. */
    private int size = FIRST_BUFFER;

    private FleetState(@Nullable JobFleet fleet, byte @Nullable [] frozen) {
        this.fleet = fleet;
        this.frozen = frozen;
    }

    static FleetState of(JobFleet fleet) {
        return new FleetState(fleet, null);
    }

    static FleetState frozen(byte[] bytes) {
        return new FleetState(null, bytes);
    }

    /** The fleet, to be changed; task thread. */
    JobFleet thaw(FleetSettings settings) throws IOException {
        JobFleet alive = fleet;
        if (alive == null) {
            alive = JobFleet.read(new DataInputDeserializer(freeze()), settings);
            fleet = alive;
        }
        frozen = null;
        return alive;
    }

    /** The fleet as it is now. Any thread once it was called on the task's; that call comes first. */
    byte[] freeze() throws IOException {
        byte[] bytes = frozen;
        if (bytes == null) {
            bytes = written();
            frozen = bytes;
        }
        return bytes;
    }

    private byte[] written() throws IOException {
        JobFleet alive = fleet;
        if (alive == null) {
            throw new IllegalStateException("a state without a fleet");
        }
        DataOutputSerializer out = new DataOutputSerializer(size);
        alive.write(out);
        size = out.length() + out.length() / SPARE;
        return out.getCopyOfBuffer();
    }

    /** An equal state that can be changed without this one changing; task thread. The living fleet goes along. */
    FleetState copy() throws IOException {
        byte[] bytes = freeze();
        JobFleet alive = fleet;
        if (alive == null) {
            return frozen(bytes);
        }
        fleet = null;
        FleetState copy = of(alive);
        copy.size = size;
        return copy;
    }
}
