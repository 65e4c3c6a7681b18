package dev.vigil.fleet;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One document of the sampler inside a target, decoded. Times are seconds since 1970 by the target's clock.
 *
 * @param token token of the installation: changes when another module was installed
 * @param pid process id as the process sees it
 * @param state {@code running}, {@code finished}, {@code interrupted} or {@code crashed}
 * @param error text of the exception of a crash
 * @param rank global rank, empty where the process has none
 * @param worldSize number of ranks, 0 where unknown
 * @param time when the document was written
 * @param due when the next one was promised
 * @param steps training steps since the sampler was installed, by optimizer hooks
 * @param lastStep time of the last of them, 0 before the first
 * @param stepSeconds newest durations of steps, oldest first (at most 64)
 * @param thread whose frames and why: {@code hook}, {@code optimizer}, {@code main}, {@code names}, {@code busiest}
 * @param frames innermost first; of a deep stack the innermost 30 and the outermost 20
 * @param framesTime when the frames were taken
 * @param samples newest looks at the watches, oldest first (at most 16)
 * @param sequence number of the newest sample; the others count down from it
 * @param gradients the newest look at the gradients
 * @param stuckWatch name of a watch that does not come back
 * @param memoryMb device memory in use where there is a device, else resident memory, in MiB
 * @param memoryTotalMb what there is of it, in MiB
 * @param version version of the sampler's document; 0 where it does not say
 * @param daemons Python daemon threads alive, which can end the process with SIGSEGV at its exit (PROTOCOL 8.2)
 * @param glance where it stood at some moment between two steps; null while no step comes, or where there is none
 */
public record Beat(
        String token,
        long pid,
        String state,
        @Nullable String error,
        String rank,
        int worldSize,
        double time,
        double due,
        long steps,
        double lastStep,
        List<Double> stepSeconds,
        String thread,
        List<Frame> frames,
        double framesTime,
        List<Sample> samples,
        long sequence,
        @Nullable Gradients gradients,
        @Nullable String stuckWatch,
        @Nullable Double memoryMb,
        @Nullable Double memoryTotalMb,
        int version,
        int daemons,
        @Nullable Glance glance) {

    /** Checks and copies. */
    public Beat {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(rank, "rank");
        Objects.requireNonNull(thread, "thread");
        stepSeconds = List.copyOf(stepSeconds);
        frames = List.copyOf(frames);
        samples = List.copyOf(samples);
    }

    /** A document that tells neither its version nor of daemon threads, and has no glance. */
    public Beat(
            String token,
            long pid,
            String state,
            @Nullable String error,
            String rank,
            int worldSize,
            double time,
            double due,
            long steps,
            double lastStep,
            List<Double> stepSeconds,
            String thread,
            List<Frame> frames,
            double framesTime,
            List<Sample> samples,
            long sequence,
            @Nullable Gradients gradients,
            @Nullable String stuckWatch,
            @Nullable Double memoryMb,
            @Nullable Double memoryTotalMb) {
        this(
                token,
                pid,
                state,
                error,
                rank,
                worldSize,
                time,
                due,
                steps,
                lastStep,
                stepSeconds,
                thread,
                frames,
                framesTime,
                samples,
                sequence,
                gradients,
                stuckWatch,
                memoryMb,
                memoryTotalMb,
                0,
                0,
                null);
    }

    /** The same document with these samples. */
    public Beat withSamples(List<Sample> some) {
        return new Beat(
                token,
                pid,
                state,
                error,
                rank,
                worldSize,
                time,
                due,
                steps,
                lastStep,
                stepSeconds,
                thread,
                frames,
                framesTime,
                some,
                sequence,
                gradients,
                stuckWatch,
                memoryMb,
                memoryTotalMb,
                version,
                daemons,
                glance);
    }

    /**
     * Where the program stood at a moment that has nothing to do with its loop: many of them tell how it spends its time.
     *
     * @param time when
     * @param frames innermost first
     */
    public record Glance(double time, List<Frame> frames) {

        /** Copies. */
        public Glance {
            frames = List.copyOf(frames);
        }
    }

    /**
     * One look at the watches.
     *
     * @param time when
     * @param steps optimizer steps at which it was noted
     * @param watches what the user asked for, by name
     * @param automatic what was found without being asked for: loss, step, lr, grad_norm, total, epoch, scale
     */
    public record Sample(
            double time, long steps, Map<String, WatchReading> watches, Map<String, WatchReading> automatic) {

        /** Copies. */
        public Sample {
            watches = Map.copyOf(watches);
            automatic = Map.copyOf(automatic);
        }
    }

    /**
     * One look at the gradients about to be applied.
     *
     * @param step optimizer step of the look
     * @param norm over all parameters looked at; NaN when one is not finite
     * @param nonFinite parameters with a norm that is not finite
     * @param firstBad name of the first that went bad if known, else its index as text
     * @param badSteps applied steps in a row with a norm that is not finite, as far as looked at
     * @param smallest smallest mean absolute gradient of the parameters looked at
     * @param smallestName its name, or index as text
     */
    public record Gradients(
            long step,
            double norm,
            int nonFinite,
            @Nullable String firstBad,
            int badSteps,
            @Nullable Double smallest,
            @Nullable String smallestName) {}
}
