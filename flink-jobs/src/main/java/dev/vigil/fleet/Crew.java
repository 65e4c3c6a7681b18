package dev.vigil.fleet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ranks of a job at one moment, and what only shows when they are looked at together. */
final class Crew {

    private final List<Target> present = new ArrayList<>();
    private final List<Target> readable = new ArrayList<>();
    private final List<Target> standing = new ArrayList<>();
    private final List<Target> absent = new ArrayList<>();
    private final List<Target> launchers = new ArrayList<>();

    Crew(Collection<Target> targets) {
        for (Target target : targets) {
            if (!target.isPresent()) {
                continue;
            }
            (target.isLauncher() ? launchers : present).add(target);
            if (target.isRank()) {
                sort(target, target.state());
            }
        }
    }

    private void sort(Target rank, State state) {
        if (state == State.UNREACHABLE || state == State.KILLED || state == State.CRASHED) {
            absent.add(rank);
        } else if (!state.isOver()) {
            readable.add(rank);
            if (state.standsStill()) {
                standing.add(rank);
            }
        }
    }

    /** What of the job is in discovery, launchers not counted. */
    List<Target> present() {
        return present;
    }

    /** Compares them, and tells each what it must know of the others. */
    void compare(long now, FleetOutput out) {
        borrowPhases();
        new PeerRound(readable).share(new OddRanks(standing, absent), now, out);
        for (Target launcher : launchers) {
            launcher.peers(PeerFigures.alone(present.size()), now, out);
        }
    }

    /**
     * A rank that waits for one which saves, evaluates or compiles does so itself, as far as anybody is concerned: the others
     * stand in a barrier meanwhile, and that is no hang.
     */
    private void borrowPhases() {
        Phase busy = null;
        for (Target rank : standing) {
            if (!rank.waitsForPeers() && rank.life().place().isOrdinarilyBusy()) {
                busy = rank.life().place().phase();
            }
        }
        for (Target rank : readable) {
            rank.life().place().borrow(busy);
        }
    }

    /** Gives each module the time of the same module on the other ranks. */
    void compareModules() {
        if (readable.size() < 2) {
            return;
        }
        Map<Module.Key, List<Double>> means = new HashMap<>();
        for (Target rank : readable) {
            for (Module module : rank.life().modules().all()) {
                Double seconds = module.seconds();
                if (seconds != null) {
                    means.computeIfAbsent(module.key(), key -> new ArrayList<>())
                            .add(seconds);
                }
            }
        }
        Map<Module.Key, double[]> sorted = new HashMap<>();
        means.forEach((key, list) -> sorted.put(
                key, list.stream().mapToDouble(Double::doubleValue).sorted().toArray()));
        for (Target rank : readable) {
            for (Module module : rank.life().modules().all()) {
                double[] all = sorted.get(module.key());
                module.peers(all == null ? null : PeerRound.medianWithout(all, module.seconds()));
            }
        }
    }
}
