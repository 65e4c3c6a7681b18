package dev.vigil.fleet;

import dev.vigil.fleet.window.LookShares;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a program stands: its frames, the phase they prove, what is waited for, and for how long nothing of it changed.
 *
 * <p>{@code unchanged} counts looks from outside only, for the hook's own note is the same at each step; it stands still
 * while the program compiles or saves, where the same frames for a minute are ordinary, unless it waits for others there.
 */
final class Place {

    private static final int INNERMOST = 8;
    private static final int MAX_FRAMES = 100;
    /** As long as the rules ask for until unchanged frames are a hang. */
    private static final double STANDS_SECONDS = 20;

    private List<Frame> frames = List.of();
    private List<Frame> nativeFrames = List.of();
    private double framesTime;
    private double glanceTime;
    private boolean fromHook;
    private boolean moving = true;
    private boolean distributed;
    private boolean stood; // since the newest frames: they are of another moment
    private Phase phase = Phase.STARTUP;
    private double phaseSeconds;
    private double unchangedSeconds;
    private double sinceLook;
    private LookShares shares = new LookShares();
    private @Nullable Wait wait;
    private @Nullable Phase proven; // by the frames, whoever took them
    private @Nullable Phase borrowed;
    private @Nullable String text;
    private @Nullable String topFrame;
    private @Nullable String fingerprint;

    /**
     * What a beat tells beside its frames.
     *
     * @param progress whether there was a step, or another sign that the program goes on
     * @param known whether enough is known of its steps to leave start-up
     * @param distributed whether it is one of several ranks
     * @param elapsed seconds observed since the beat before
     * @param now time of the reading, ms since 1970
     */
    record Sight(boolean progress, boolean known, boolean distributed, double elapsed, long now) {}

    /** Takes in a beat; returns whether its frames are of a new look. */
    boolean see(Beat beat, Sight sight) {
        boolean look = !beat.frames().isEmpty() && beat.framesTime() != framesTime;
        distributed = sight.distributed();
        sinceLook += sight.elapsed();
        if (look) {
            compare(beat, sight.progress());
        } else if (sight.progress()) {
            unchangedSeconds = 0;
            nativeFrames = List.of();
            forgetTexts();
        }
        Phase before = phase;
        Wait waited = wait;
        wait = waitNow();
        fingerprint = wait == waited ? fingerprint : null;
        phase = phaseNow(sight.known());
        phaseSeconds = phase == before ? phaseSeconds + sight.elapsed() : 0;
        count(beat, look, sight.now());
        if (isOrdinaryPause()) {
            unchangedSeconds = 0;
        }
        return look;
    }

    /** Adds to the shares what a look from outside found; the hook's note is always of the same moment of a loop. */
    private void count(Beat beat, boolean look, long now) {
        Beat.Glance glance = beat.glance();
        if (glance != null && glance.time() != glanceTime && !glance.frames().isEmpty()) {
            glanceTime = glance.time();
            Wait glanced = WaitClassifier.of(glance.frames(), distributed, true);
            shares.add(now, glanced == Wait.COLLECTIVE, glanced == Wait.DATA);
        } else if (look && !fromHook) {
            shares.add(now, wait == Wait.COLLECTIVE, wait == Wait.DATA);
        }
    }

    /** A new look: does it stand where it stood? */
    private void compare(Beat beat, boolean progress) {
        boolean hook = beat.thread().equals("hook");
        moving = progress || !isSame(beat.frames()) || fromHook;
        unchangedSeconds = moving || hook ? 0 : unchangedSeconds + sinceLook;
        sinceLook = 0;
        topFrame = stood ? null : topFrame;
        stood = false;
        take(beat.frames(), hook, moving);
        framesTime = beat.framesTime();
    }

    /** Nothing moved in this time: Python does not get to run. */
    void stand(double elapsed) {
        unchangedSeconds += elapsed;
        phaseSeconds += elapsed;
        topFrame = stood ? topFrame : null;
        stood = true;
    }

    /** Native frames of the same place. */
    void seeNative(List<Frame> stack) {
        nativeFrames = cut(stack);
        wait = WaitClassifier.of(nativeFrames, distributed, false);
        forgetTexts();
    }

    private void take(List<Frame> now, boolean hook, boolean changed) {
        if (!now.equals(frames)) {
            frames = cut(now);
            proven = PhaseClassifier.of(frames);
            forgetTexts();
        }
        if (changed && !nativeFrames.isEmpty()) {
            nativeFrames = List.of();
            forgetTexts();
        }
        fromHook = hook;
    }

    private void forgetTexts() {
        text = null;
        topFrame = null;
        fingerprint = null;
    }

    private boolean isSame(List<Frame> now) {
        int count = Math.min(INNERMOST, now.size());
        return count == Math.min(INNERMOST, frames.size())
                && now.subList(0, count).equals(frames.subList(0, count));
    }

    private Phase phaseNow(boolean known) {
        Phase seen = fromHook ? null : proven;
        if (!known) {
            return seen == Phase.COMPILE ? seen : Phase.STARTUP;
        }
        if (borrowed != null && wait == Wait.COLLECTIVE) {
            return borrowed;
        }
        return seen != null ? seen : frames.isEmpty() ? Phase.UNKNOWN : Phase.TRAINING;
    }

    private @Nullable Wait waitNow() {
        if (!nativeFrames.isEmpty()) {
            return WaitClassifier.of(nativeFrames, distributed, false);
        }
        return fromHook || frames.isEmpty() ? null : WaitClassifier.of(frames, distributed, moving);
    }

    private boolean isOrdinaryPause() {
        boolean lent = borrowed != null && wait == Wait.COLLECTIVE;
        boolean waits = wait != null && wait.isForOthers() && !lent;
        return lent || phase == Phase.COMPILE || (phase == Phase.CHECKPOINT && !waits);
    }

    /** Whether it does something that may take a while, and does not stand in it. */
    boolean isOrdinarilyBusy() {
        boolean busy = phase == Phase.CHECKPOINT || phase == Phase.EVALUATION || phase == Phase.COMPILE;
        return busy && unchangedSeconds < STANDS_SECONDS;
    }

    /** What the ranks that it waits for are busy with; from the next beat on this counts while it waits in a collective. */
    void borrow(@Nullable Phase busy) {
        borrowed = busy;
    }

    Phase phase() {
        return phase;
    }

    double phaseSeconds() {
        return phaseSeconds;
    }

    double unchangedSeconds() {
        return unchangedSeconds;
    }

    /** What is waited for; null where the frames are the hook's note of an ordinary step. */
    @Nullable
    Wait waiting() {
        return wait;
    }

    LookShares shares() {
        return shares;
    }

    /** Whether a stack is known. */
    boolean isKnown() {
        return !frames.isEmpty() || !nativeFrames.isEmpty();
    }

    /** The whole stack as text, root first. */
    String text() {
        if (text == null) {
            text = Stacks.text(best());
        }
        return text;
    }

    /** The innermost frame of user code; null where there is no stack. */
    @Nullable
    String topFrame() {
        if (topFrame == null && isKnown()) {
            // Python's own frames know the current line, a native stack only the first line of a function; but while
            // Python does not get to run, its own frames are of before.
            boolean nativeOnly = frames.isEmpty() || (stood && !nativeFrames.isEmpty());
            topFrame = nativeOnly ? Stacks.nativeTopFrame(nativeFrames) : Stacks.topFrame(frames);
        }
        return topFrame;
    }

    /** Equal for stacks that are the same to somebody who compares ranks. */
    String fingerprint() {
        if (fingerprint == null) {
            fingerprint = Stacks.fingerprint(best(), wait == null ? Wait.UNKNOWN : wait);
        }
        return fingerprint;
    }

    private List<Frame> best() {
        return nativeFrames.isEmpty() ? frames : nativeFrames;
    }

    private static List<Frame> cut(List<Frame> stack) {
        return stack.size() <= MAX_FRAMES ? stack : stack.subList(0, MAX_FRAMES);
    }

    void write(DataOutput out) throws IOException {
        BeatCodec.writeFrames(out, frames);
        BeatCodec.writeFrames(out, nativeFrames);
        out.writeDouble(framesTime);
        out.writeBoolean(fromHook);
        out.writeBoolean(moving);
        out.writeBoolean(distributed);
        out.writeBoolean(stood);
        out.writeBoolean(borrowed != null);
        if (borrowed != null) {
            borrowed.write(out);
        }
        phase.write(out);
        out.writeDouble(phaseSeconds);
        out.writeDouble(unchangedSeconds);
        out.writeDouble(sinceLook);
        shares.write(out);
    }

    static Place read(DataInput in) throws IOException {
        Place place = new Place();
        place.frames = List.copyOf(BeatCodec.readFrames(in));
        place.nativeFrames = List.copyOf(BeatCodec.readFrames(in));
        place.framesTime = in.readDouble();
        place.fromHook = in.readBoolean();
        place.moving = in.readBoolean();
        place.distributed = in.readBoolean();
        place.stood = in.readBoolean();
        place.borrowed = in.readBoolean() ? Phase.read(in) : null;
        place.proven = PhaseClassifier.of(place.frames);
        place.phase = Phase.read(in);
        place.phaseSeconds = in.readDouble();
        place.unchangedSeconds = in.readDouble();
        place.sinceLook = in.readDouble();
        place.shares = LookShares.read(in);
        place.wait = place.waitNow();
        return place;
    }
}
