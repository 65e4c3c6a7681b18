package dev.vigil.fleet.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Which share of the looks of the last 60 s found a program waiting: a sampling profiler with one sample a beat. Kept in
 * buckets of 5 s.
 */
public final class LookShares {

    /** Fewer looks than this say nothing of a share. */
    private static final int ENOUGH = 10;

    private static final int BUCKETS = 12;
    private static final long BUCKET_MILLIS = 5_000;

    private final int[] looks = new int[BUCKETS];
    private final int[] collective = new int[BUCKETS];
    private final int[] data = new int[BUCKETS];
    private long current;

    /** Counts one look at the given time (ms since 1970). */
    public void add(long time, boolean waitsForPeers, boolean waitsForData) {
        int bucket = advance(time);
        looks[bucket]++;
        collective[bucket] += waitsForPeers ? 1 : 0;
        data[bucket] += waitsForData ? 1 : 0;
    }

    /** Share of the looks that found it waiting in a collective; null where there were too few. */
    public @Nullable Double collectiveShare() {
        return share(collective);
    }

    /** Share of the looks that found it waiting for data; null where there were too few. */
    public @Nullable Double dataShare() {
        return share(data);
    }

    /** Writes it to a checkpoint. */
    public void write(DataOutput out) throws IOException {
        out.writeLong(current);
        for (int i = 0; i < BUCKETS; i++) {
            out.writeShort(looks[i]);
            out.writeShort(collective[i]);
            out.writeShort(data[i]);
        }
    }

    /** What {@link #write} wrote. */
    public static LookShares read(DataInput in) throws IOException {
        LookShares shares = new LookShares();
        shares.current = in.readLong();
        for (int i = 0; i < BUCKETS; i++) {
            shares.looks[i] = in.readUnsignedShort();
            shares.collective[i] = in.readUnsignedShort();
            shares.data[i] = in.readUnsignedShort();
        }
        return shares;
    }

    private int advance(long time) {
        long bucket = Math.floorDiv(time, BUCKET_MILLIS);
        for (long gone = Math.max(current + 1, bucket - BUCKETS + 1); gone <= bucket; gone++) {
            int at = (int) Math.floorMod(gone, (long) BUCKETS);
            looks[at] = 0;
            collective[at] = 0;
            data[at] = 0;
        }
        current = Math.max(current, bucket);
        return (int) Math.floorMod(current, (long) BUCKETS);
    }

    private @Nullable Double share(int[] counts) {
        int all = 0;
        int some = 0;
        for (int i = 0; i < BUCKETS; i++) {
            all += looks[i];
            some += counts[i];
        }
        return all < ENOUGH ? null : (Double) ((double) some / all);
    }
}
