package dev.vigil.flink.table;

import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.JobFleet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A job's fleet in Flink's state: alive while it is worked with, as bytes where it only has to be kept. Flink restores and
 * copies states without knowing the settings that a living fleet needs.
 *
 * <p>Flink copies a state before its first change after each checkpoint, and serialises the original on another thread:
 * the copy's bytes serve both.
 */
final class FleetState {

    private @Nullable JobFleet fleet;
    private volatile byte @Nullable [] frozen;

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

    /** The fleet, to be changed. */
    JobFleet thaw(FleetSettings settings) throws IOException {
        JobFleet alive = fleet;
        byte[] bytes = frozen;
        if (alive == null && bytes != null) {
            alive = JobFleet.read(new DataInputStream(new ByteArrayInputStream(bytes)), settings);
            fleet = alive;
        }
        frozen = null;
        if (alive == null) {
            throw new IllegalStateException("a state without a fleet");
        }
        return alive;
    }

    /** The fleet as it is now. */
    byte[] freeze() throws IOException {
        byte[] bytes = frozen;
        JobFleet alive = fleet;
        if (bytes == null && alive != null) {
            ByteArrayOutputStream buffer = new ByteArrayOutputStream();
            alive.write(new DataOutputStream(buffer));
            bytes = buffer.toByteArray();
            frozen = bytes;
        }
        if (bytes == null) {
            throw new IllegalStateException("a state without a fleet");
        }
        return bytes;
    }
}
