package dev.vigil.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The largest step of the peers, found with a sorted list, is what comparing everybody with everybody finds. */
class PeerRoundTest {

    private static final long NOW = 1_700_000_000_000L;

    private final Told told = new Told();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void findsTheLargestStepOfTheOthers(int seed) {
        List<Target> ranks = ranks(new Random(seed), 40);

        new PeerRound(ranks).share(new OddRanks(List.of(), List.of()), NOW + 1_000, told);

        for (Target rank : ranks) {
            rank.tell(NOW + 1_000, told);
            assertThat(told.target(rank.instance()).get("peer_step_max")).isEqualTo(expected(rank, ranks));
        }
    }

    /** Read at random moments of one second, at much the same or quite another step, of some nothing known but that they live. */
    private List<Target> ranks(Random random, int count) {
        List<Target> ranks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Trainer trainer = Trainer.of("h:" + i).rank(i, count);
            if (i % 10 != 9) {
                int lag = i % 7 == 0 ? random.nextInt(100) : 0;
                trainer.steps(100 - lag + random.nextInt(20), 0.05 + 0.01 * random.nextInt(3));
                trainer.auto("step", (double) trainer.steps).look();
            }
            Target rank = new Target(trainer.key, FleetSettings.DEFAULT);
            rank.apply(trainer.mailbox(), NOW + random.nextInt(1_000), told);
            ranks.add(rank);
        }
        return ranks;
    }

    private static @Nullable Double expected(Target rank, List<Target> ranks) {
        Double own = rank.globalStep();
        double largest = Double.NEGATIVE_INFINITY;
        for (Target peer : ranks) {
            Double step = peer.globalStep();
            if (peer != rank && step != null) {
                double then = own == null || step <= own ? step : Math.max(own, step - since(rank, peer));
                largest = Math.max(largest, then);
            }
        }
        return largest == Double.NEGATIVE_INFINITY ? null : (Double) largest;
    }

    private static double since(Target rank, Target peer) {
        Double seconds = peer.stepSeconds();
        double later = Math.max(0, peer.seenAt() - rank.seenAt()) / 1000.0 + 1;
        return seconds == null ? 0 : Math.ceil(later / seconds);
    }
}
