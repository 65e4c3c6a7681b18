package dev.vigil.fleet;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a rank's peers are doing: the job's other ranks that can be read.
 *
 * @param peers how many
 * @param stepMax their largest step, as of this rank's own reading; null where none is known
 * @param stepSeconds median of their step times
 * @param workSeconds median of their step times without waiting in collectives
 * @param odd whether this rank stands elsewhere than most; null where nobody stands still or no majority is found
 * @param oddRanks the ranks that stand elsewhere, as {@code 2,5-7}; null where there are none
 */
record PeerFigures(
        double peers,
        @Nullable Double stepMax,
        @Nullable Double stepSeconds,
        @Nullable Double workSeconds,
        @Nullable Boolean odd,
        @Nullable String oddRanks) {

    /** Alone. */
    static final PeerFigures NONE = new PeerFigures(0, null, null, null, null, null);

    /** So many others, with whom there is nothing to compare. */
    static PeerFigures alone(int others) {
        return new PeerFigures(others, null, null, null, null, null);
    }

    /** Whether the verdict on who stands elsewhere differs from another one. */
    boolean differsInVerdict(PeerFigures other) {
        return !Objects.equals(odd, other.odd) || !Objects.equals(oddRanks, other.oddRanks) || peers != other.peers;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(peers);
        Wire.writeNullable(out, stepMax);
        Wire.writeNullable(out, stepSeconds);
        Wire.writeNullable(out, workSeconds);
        out.writeByte(odd == null ? -1 : odd ? 1 : 0);
        Wire.writeNullableText(out, oddRanks);
    }

    static PeerFigures read(DataInput in) throws IOException {
        double peers = in.readDouble();
        Double stepMax = Wire.readNullable(in);
        Double stepSeconds = Wire.readNullable(in);
        Double workSeconds = Wire.readNullable(in);
        byte odd = in.readByte();
        String oddRanks = Wire.readNullableText(in);
        return new PeerFigures(
                peers, stepMax, stepSeconds, workSeconds, odd < 0 ? null : (Boolean) (odd > 0), oddRanks);
    }
}
