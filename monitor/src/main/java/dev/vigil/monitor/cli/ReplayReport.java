package dev.vigil.monitor.cli;

import dev.vigil.flink.replay.Episode;
import dev.vigil.flink.replay.Replayed;
import dev.vigil.rules.RuleSet;
import java.nio.file.Path;
import java.util.List;

/**
 * What is to be told of a replay.
 *
 * @param recording the file
 * @param rules the rules it was played through
 * @param replayed what came of it
 */
record ReplayReport(Path recording, RuleSet rules, Replayed replayed) {

    /** Alerts that fired, in order of their beginning. */
    List<Episode> fired() {
        return replayed.episodes().stream().filter(Episode::fired).toList();
    }

    /** Alerts that were pending and did not fire. */
    List<Episode> unfired() {
        return replayed.episodes().stream().filter(episode -> !episode.fired()).toList();
    }
}
