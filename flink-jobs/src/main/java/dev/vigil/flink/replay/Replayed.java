package dev.vigil.flink.replay;

import dev.vigil.recording.Damage;
import dev.vigil.recording.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a replay.
 *
 * @param readings of the recording
 * @param runs of a monitor that wrote it
 * @param from its first reading, by the monitor's clock; empty where it has none
 * @param to its last
 * @param damage what of it could not be read
 * @param took from the first reading to the last alert
 * @param episodes what fired, or was about to, in order of time
 * @param leftOut episodes beyond those, too many to be kept
 * @param failures rows that a rule could not digest, by rule id
 * @param crowded alerts that could not begin because of their rule's limit, by rule id
 */
public record Replayed(
        long readings,
        List<Run> runs,
        Optional<Instant> from,
        Optional<Instant> to,
        Damage damage,
        Duration took,
        List<Episode> episodes,
        long leftOut,
        Map<String, Long> failures,
        Map<String, Long> crowded) {

    /** Copies. */
    public Replayed {
        runs = List.copyOf(runs);
        episodes = List.copyOf(episodes);
        failures = Map.copyOf(failures);
        crowded = Map.copyOf(crowded);
    }

    /** Readings in a second of this machine's time. */
    public double perSecond() {
        return readings / Math.max(1e-3, took.toNanos() / 1e9);
    }
}
