package dev.vigil.flink.replay;

import dev.vigil.fleet.Beat;
import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import dev.vigil.fleet.WatchReading;
import dev.vigil.recording.Recorder;
import dev.vigil.recording.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes recordings second by second: a monitor that polls one target, which makes a step between two polls. */
final class Recorded implements AutoCloseable {

    static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");
    static final TargetKey TARGET = new TargetKey("pretrain", "10.0.0.4:9911");

    private static final Run RUN = new Run(new FleetSettings(Duration.ofSeconds(1), Duration.ofSeconds(30)), "test");

    private final Path file;
    private final List<TargetKey> targets;
    private Recorder recorder;
    private Instant now = T0;
    private long steps;

    Recorded(Path file) throws IOException {
        this(file, List.of(TARGET));
    }

    /** The monitor polls all of these. */
    Recorded(Path file, List<TargetKey> targets) throws IOException {
        this.file = file;
        this.targets = List.copyOf(targets);
        recorder = Recorder.start(file, RUN, note -> {});
        say(new Reading.Resumed(Set.of()));
        targets.forEach(target -> say(new Reading.Joined(target, Map.of("team", "nlp"), 100, "0", 1, false)));
    }

    /** The monitor is killed and comes back after that time. */
    Recorded restart(Duration downtime) throws IOException {
        recorder.close();
        now = now.plus(downtime);
        recorder = Recorder.start(file, RUN, note -> {});
        return say(new Reading.Resumed(Set.of(TARGET)));
    }

    /** For so many seconds the loss is this. */
    Recorded loss(double loss, int seconds) {
        for (int i = 0; i < seconds; i++) {
            poll(loss);
        }
        return this;
    }

    /** The target leaves discovery, and for so many seconds there is nothing to poll. */
    Recorded gone(int seconds) {
        say(new Reading.Removed(TARGET));
        for (int i = 0; i < seconds; i++) {
            beat();
        }
        return this;
    }

    private void poll(double loss) {
        steps++;
        beat();
        for (TargetKey target : targets) {
            say(new Reading.Attempt(target, "mailbox", Reading.Outcome.OK, 0.002, null, Reading.Process.UNKNOWN));
            say(new Reading.Mailbox(target, document(loss)));
        }
    }

    private Beat document(double loss) {
        double time = now.toEpochMilli() / 1e3;
        Beat.Sample sample = new Beat.Sample(time, steps, Map.of("loss", WatchReading.of(loss)), Map.of());
        return new Beat(
                "t1",
                100,
                "running",
                null,
                "0",
                1,
                time,
                time + 0.5,
                steps,
                time,
                List.of(1.0),
                "hook",
                List.of(),
                time,
                List.of(sample),
                steps,
                null,
                null,
                null,
                null);
    }

    private void beat() {
        now = now.plusSeconds(1);
        say(new Reading.MonitorBeat(1, 1, 0, 0, Duration.between(T0, now).toSeconds()));
    }

    private Recorded say(Reading reading) {
        recorder.record(reading, now);
        return this;
    }

    @Override
    public void close() throws IOException {
        recorder.close();
    }
}
