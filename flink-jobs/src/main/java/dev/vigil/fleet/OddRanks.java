package dev.vigil.fleet;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which ranks of a job that stands still stand elsewhere than the rest. All ranks show the same last step then, so only
 * places tell. Waiting ranks may wait in different functions (in the backward, or in a collective of its own), hence two
 * questions: who does not wait for the others at all; if all wait, who waits somewhere else.
 */
final class OddRanks {

    /** A majority smaller than this names nobody. */
    private static final double MAJORITY = 0.6;

    private final Set<Target> odd = new HashSet<>();
    private final Set<Target> judged = new HashSet<>();
    private @Nullable String text;

    /**
     * Judges.
     *
     * @param standing ranks that can be read and make no progress
     * @param absent ranks that cannot be read or have died: they are in no collective either
     */
    OddRanks(List<Target> standing, List<Target> absent) {
        List<Target> waiting =
                standing.stream().filter(rank -> rank.waitsForPeers()).toList();
        int all = standing.size() + absent.size();
        if (isMajority(waiting.size(), all) && waiting.size() < all) {
            judge(standing, absent, Set.copyOf(waiting));
            return;
        }
        Map<String, Set<Target>> places = new HashMap<>();
        for (Target rank : standing) {
            places.computeIfAbsent(rank.standpoint(), place -> new HashSet<>()).add(rank);
        }
        for (Set<Target> crowd : places.values()) {
            if (isMajority(crowd.size(), standing.size())) {
                judge(standing, List.of(), crowd);
            }
        }
    }

    private static boolean isMajority(int some, int all) {
        return all > 2 && some >= MAJORITY * all;
    }

    private void judge(List<Target> standing, List<Target> absent, Set<Target> crowd) {
        judged.addAll(standing);
        odd.addAll(standing);
        odd.addAll(absent);
        odd.removeAll(crowd);
        text = RankSet.text(odd.stream().map(Target::rank).toList());
    }

    /** Whether the rank stands elsewhere; null where that cannot be said. */
    @Nullable
    Boolean isOdd(Target rank) {
        return judged.contains(rank) ? (Boolean) odd.contains(rank) : null;
    }

    /** All of them as text; null where there are none. */
    @Nullable
    String text() {
        return text;
    }
}
