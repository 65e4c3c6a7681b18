package dev.vigil.fleet;

import dev.vigil.fleet.window.StepTimes;
import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps of one life: how many, how long they take, and for how long there has been none.
 *
 * <p>Two witnesses: the optimizer hooks' count, and a watch named {@code step} (the user's, else the one found by itself).
 * Either one's movement is progress; the watch is the step that is shown, for it counts over restarts. Durations come from
 * the hooks where there are any, else from the times at which the watch was seen to move.
 */
final class Progress {

    /** As many steps as it takes until the step time is known. */
    static final int KNOWN_STEPS = 5;

    private static final double STALL_SECONDS = 3;
    private static final double STALL_FACTOR = 3;
    /** Durations taken from one movement of the watch: it is one measurement, spread over its steps. */
    private static final int PER_MOVEMENT = 16;

    private long hookSteps;
    private double watchStep = Double.NaN;
    private double watchMovedAt;
    private boolean watchMoved; // before its present value
    private double steps;
    private StepTimes times = new StepTimes();
    private double stalledSeconds;

    /**
     * Takes in a beat.
     *
     * @param fresh the samples of it that are new, oldest first
     * @param elapsed seconds observed since the beat before
     * @return whether there was progress
     */
    boolean see(Beat beat, List<Beat.Sample> fresh, double elapsed) {
        boolean hooked = seeHooks(beat);
        boolean moved = hooked;
        for (Beat.Sample sample : fresh) {
            moved |= seeStep(stepOf(sample), sample.time());
        }
        if (moved) {
            double ago = hooked ? beat.time() - beat.lastStep() : 0;
            stalledSeconds = ago > 0 ? Math.min(elapsed, ago) : 0;
        } else {
            stand(elapsed);
        }
        return moved;
    }

    /**
     * Takes in the newest step of torch_trace, where there is no beat to tell of steps.
     *
     * @param step newest step
     * @param now when it was read, s since 1970
     * @param elapsed seconds observed since the reading before
     */
    void seeTrace(double step, double now, double elapsed) {
        if (seeStep(step, now)) {
            stalledSeconds = 0;
        } else {
            stand(elapsed);
        }
    }

    /** No step came in this time. */
    void stand(double elapsed) {
        stalledSeconds += elapsed;
    }

    private boolean seeHooks(Beat beat) {
        long more = beat.steps() - hookSteps;
        hookSteps = Math.max(0, beat.steps());
        if (more <= 0) {
            return false;
        }
        steps += more;
        List<Double> seconds = beat.stepSeconds();
        int count = (int) Math.min(more, seconds.size());
        for (int i = count; i > 0; i--) {
            times.add(seconds.get(seconds.size() - i), hookSteps - i + 1.0);
        }
        return true;
    }

    /**
     * The watch has a new value. A first leap of it is progress, but no steps: a program that goes on from a checkpoint sets
     * its counter to where it was, and may still have minutes of its start before it.
     */
    private boolean seeStep(double step, double time) {
        if (Double.isNaN(step) || step == watchStep) {
            return false;
        }
        double more = step - watchStep; // NaN at first sight
        double seconds = (time - watchMovedAt) / more;
        watchStep = step;
        watchMovedAt = time;
        boolean counts = watchMoved || more == 1;
        watchMoved |= !Double.isNaN(more);
        if (hookSteps == 0 && more > 0 && counts) {
            int count = (int) Math.min(more, PER_MOVEMENT);
            for (int i = count; i > 0; i--) {
                times.add(seconds, steps + more - i + 1);
            }
            steps += more;
        }
        return !Double.isNaN(more);
    }

    /** The step that a sample tells, NaN where it tells none. */
    static double stepOf(Beat.Sample sample) {
        WatchReading reading = sample.watches().get("step");
        if (reading == null || reading.number() == null) {
            reading = sample.automatic().get("step");
        }
        Double number = reading == null ? null : reading.number();
        return number == null || !Double.isFinite(number) ? Double.NaN : number;
    }

    /** Whether no step came for so long that it is no longer ordinary: max(3 s, 3 x the step time). */
    boolean isStalled() {
        Double seconds = stepSeconds();
        return steps > 0 && stalledSeconds > Math.max(STALL_SECONDS, seconds == null ? 0 : STALL_FACTOR * seconds);
    }

    /** The step, null where none is known. */
    @Nullable
    Double step() {
        return !Double.isNaN(watchStep) ? (Double) watchStep : hookSteps > 0 ? (Double) (double) hookSteps : null;
    }

    /** Whether the step comes from the program itself, so that it goes on after a restart from a checkpoint. */
    boolean isStepGlobal() {
        return !Double.isNaN(watchStep);
    }

    /** Whether hooks count the steps. */
    boolean hasHooks() {
        return hookSteps > 0;
    }

    double steps() {
        return steps;
    }

    /** Whether the step time is known. */
    boolean isKnown() {
        return steps >= KNOWN_STEPS && times.median() != null;
    }

    @Nullable
    Double stepSeconds() {
        return isKnown() ? times.median() : null;
    }

    @Nullable
    Double p99() {
        return isKnown() ? times.p99() : null;
    }

    @Nullable
    Double baseline() {
        return times.baseline();
    }

    double stalledSeconds() {
        return stalledSeconds;
    }

    void write(DataOutput out) throws IOException {
        Wire.writeLong(out, hookSteps);
        out.writeDouble(watchStep);
        out.writeDouble(watchMovedAt);
        out.writeBoolean(watchMoved);
        out.writeDouble(steps);
        times.write(out);
        out.writeDouble(stalledSeconds);
    }

    static Progress read(DataInput in) throws IOException {
        Progress progress = new Progress();
        progress.hookSteps = Wire.readLong(in);
        progress.watchStep = in.readDouble();
        progress.watchMovedAt = in.readDouble();
        progress.watchMoved = in.readBoolean();
        progress.steps = in.readDouble();
        progress.times = StepTimes.read(in);
        progress.stalledSeconds = in.readDouble();
        return progress;
    }
}
