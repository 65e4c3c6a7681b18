package dev.vigil.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A training process as its beats show it: tests move it step by step. */
final class Trainer {

    private static final List<Frame> AT_STEP =
            List.of(new Frame("/home/user/train.py", "train", 41), new Frame("/home/user/train.py", "<module>", 60));

    final TargetKey key;
    String token = "t1";
    long pid = 100;
    String state = "running";
    String error;
    String rank = "";
    int worldSize;
    double time = 1_000;
    long steps;
    double lastStep;
    boolean hooks = true;
    String thread = "hook";
    List<Frame> frames = AT_STEP;
    double framesTime = 1_000;
    List<Frame> glance = List.of();
    Beat.Gradients gradients;
    String stuckWatch;
    Double memoryMb;
    private final List<Double> stepSeconds = new ArrayList<>();
    private final List<Beat.Sample> samples = new ArrayList<>();
    private long sequence;
    final Map<String, WatchReading> watches = new LinkedHashMap<>();
    final Map<String, WatchReading> automatic = new LinkedHashMap<>();

    Trainer(String job, String instance) {
        key = new TargetKey(job, instance);
    }

    static Trainer of(String instance) {
        return new Trainer("pretrain", instance);
    }

    Trainer rank(int number, int size) {
        rank = Integer.toString(number);
        worldSize = size;
        return this;
    }

    /** One step of so many seconds, noted by the hook. */
    Trainer step(double seconds) {
        return steps(1, seconds);
    }

    /** Some steps, of which the hook notes the last. */
    Trainer steps(int count, double seconds) {
        for (int i = 0; i < count; i++) {
            time += seconds;
            steps += hooks ? 1 : 0;
            if (steps > 1) {
                stepSeconds.add(seconds);
            }
        }
        lastStep = time;
        if (hooks) {
            thread = "hook";
            frames = AT_STEP;
        }
        framesTime = time;
        return this;
    }

    /** Time goes by without a step; the sampler looks from outside and finds these frames. */
    Trainer pause(double seconds, List<Frame> seen) {
        time += seconds;
        thread = "optimizer";
        frames = seen;
        framesTime = time;
        return this;
    }

    /** From now on the sampler finds these frames between two steps. */
    Trainer glance(List<Frame> seen) {
        glance = seen;
        return this;
    }

    Trainer watch(String name, double value) {
        watches.put(name, WatchReading.of(value));
        return this;
    }

    Trainer auto(String name, double value) {
        automatic.put(name, WatchReading.of(value));
        return this;
    }

    /** The sampler looks at the watches. */
    Trainer look() {
        sequence++;
        samples.add(new Beat.Sample(time, steps, watches, automatic));
        if (samples.size() > 16) {
            samples.remove(0);
        }
        return this;
    }

    Trainer restart() {
        pid++;
        token = "t" + pid;
        state = "running";
        error = null;
        steps = 0;
        lastStep = 0;
        sequence = 0;
        stepSeconds.clear();
        samples.clear();
        watches.clear();
        automatic.clear();
        gradients = null;
        return this;
    }

    Trainer end(String how, String why) {
        state = how;
        error = why;
        frames = List.of();
        return this;
    }

    Beat beat() {
        int from = Math.max(0, stepSeconds.size() - 64);
        return new Beat(
                token,
                pid,
                state,
                error,
                rank,
                worldSize,
                time,
                time + 0.5,
                steps,
                lastStep,
                stepSeconds.subList(from, stepSeconds.size()),
                thread,
                frames,
                framesTime,
                samples,
                sequence,
                gradients,
                stuckWatch,
                memoryMb,
                null,
                4,
                0,
                glance.isEmpty() ? null : new Beat.Glance(time, glance));
    }

    Reading.Mailbox mailbox() {
        return new Reading.Mailbox(key, beat());
    }

    Reading.Attempt attempt(Reading.Outcome outcome) {
        return attempt(outcome, Reading.Process.UNKNOWN);
    }

    Reading.Attempt attempt(Reading.Outcome outcome, Reading.Process process) {
        String why = outcome == Reading.Outcome.OK ? null : outcome.toString();
        return new Reading.Attempt(key, "mailbox", outcome, 0.002, why, process);
    }
}
