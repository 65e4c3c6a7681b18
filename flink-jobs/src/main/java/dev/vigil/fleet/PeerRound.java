package dev.vigil.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares the ranks of a job that can be read with one another; once a second, in one pass. */
final class PeerRound {

    /** How old a beat and the step noted in it may be when they are read: two intervals of the sampler. */
    private static final double BEAT_AGE = 1.0;

    private final List<Target> ranks;
    private final double[] stepSeconds;
    private final double[] workSeconds;
    private final List<Peer> peers = new ArrayList<>();
    private double first = Double.NEGATIVE_INFINITY;
    private double second = Double.NEGATIVE_INFINITY;

    /**
     * Takes the figures of this moment.
     *
     * @param ranks targets that have a rank, run, and can be read
     */
    PeerRound(List<Target> ranks) {
        this.ranks = ranks;
        this.stepSeconds = sorted(ranks.stream().map(Target::stepSeconds).toList());
        this.workSeconds = sorted(ranks.stream().map(Target::workSeconds).toList());
        for (Target rank : ranks) {
            Double step = rank.globalStep();
            if (step != null) {
                peers.add(new Peer(rank, step));
                second = Math.max(second, Math.min(first, step));
                first = Math.max(first, step);
            }
        }
        peers.sort(Comparator.comparingDouble((Peer peer) -> peer.most).reversed());
    }

    /** Gives each rank its figures. */
    void share(OddRanks odd, long now, FleetOutput out) {
        for (Target rank : ranks) {
            PeerFigures figures = new PeerFigures(
                    ranks.size() - 1,
                    stepMax(rank),
                    medianWithout(stepSeconds, rank.stepSeconds()),
                    medianWithout(workSeconds, rank.workSeconds()),
                    odd.isOdd(rank),
                    odd.text());
            rank.peers(figures, now, out);
        }
    }

    /**
     * The largest step of the others as of this rank's reading: what a peer did since then, and may have done in the age of
     * a beat, is taken off; else each rank that is read early would seem to lag. Counts that begin when Vigil comes cannot be
     * compared: null for a rank that has no other.
     */
    private @Nullable Double stepMax(Target rank) {
        Double own = rank.globalStep();
        if (own == null && rank.step() != null) {
            return null;
        }
        double largest = own != null && own == first ? second : first;
        if (own == null || largest <= own) {
            return largest == Double.NEGATIVE_INFINITY ? null : (Double) largest;
        }
        double best = own;
        for (Peer peer : peers) {
            if (peer.most <= best) {
                break; // nor does any that follows: a thousand ranks must not be compared a million times
            }
            best = Math.max(best, peer.stepAt(rank.seenAt()));
        }
        return best;
    }

    /** What is compared of a rank. */
    private static final class Peer {
        private final double step;
        private final double seconds;
        private final long seenAt;
        /** The largest step that it can count for. */
        private final double most;

        Peer(Target rank, double step) {
            Double known = rank.stepSeconds();
            this.step = step;
            this.seconds = known == null || known <= 0 ? Double.POSITIVE_INFINITY : known;
            this.seenAt = rank.seenAt();
            this.most = stepAt(Long.MAX_VALUE);
        }

        double stepAt(long time) {
            double later = Math.max(0, seenAt - time) / 1000.0 + BEAT_AGE;
            return step - Math.ceil(later / seconds);
        }
    }

    private static double[] sorted(List<@Nullable Double> values) {
        double[] numbers = new double[values.size()];
        int count = 0;
        for (Double value : values) {
            if (value != null) {
                numbers[count++] = value;
            }
        }
        double[] known = Arrays.copyOf(numbers, count);
        Arrays.sort(known);
        return known;
    }

    /** Median of all but one's own. */
    static @Nullable Double medianWithout(double[] sorted, @Nullable Double own) {
        int skipped = own == null ? sorted.length : Arrays.binarySearch(sorted, own);
        int count = own == null ? sorted.length : sorted.length - 1;
        if (count <= 0) {
            return null;
        }
        double upper = without(sorted, skipped, count / 2);
        return count % 2 == 1 ? upper : (without(sorted, skipped, count / 2 - 1) + upper) / 2;
    }

    private static double without(double[] sorted, int skipped, int index) {
        return sorted[index < skipped ? index : index + 1];
    }
}
