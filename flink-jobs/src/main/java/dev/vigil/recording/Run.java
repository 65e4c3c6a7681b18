package dev.vigil.recording;

import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * What one run of a monitor tells of itself where its readings begin; a file holds one for each run that wrote to it.
 *
 * @param fleet settings that the tables depend on
 * @param version of the Vigil that wrote it, for people
 */
public record Run(FleetSettings fleet, String version) {

    /** What a configuration takes at most; far more would not fit into a time. */
    private static final Duration LONGEST = Duration.ofDays(365);

    void write(DataOutput out) throws IOException {
        Wire.writeLong(out, fleet.pollInterval().toMillis());
        Wire.writeLong(out, fleet.retention().toMillis());
        Wire.writeText(out, version);
    }

    static Run read(DataInput in) throws IOException {
        Duration pollInterval = Duration.ofMillis(Wire.readLong(in));
        Duration retention = Duration.ofMillis(Wire.readLong(in));
        if (pollInterval.compareTo(LONGEST) > 0 || retention.compareTo(LONGEST) > 0) {
            throw new IOException("intervals too long: " + pollInterval + ", " + retention);
        }
        try {
            return new Run(new FleetSettings(pollInterval, retention), Wire.readText(in));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
