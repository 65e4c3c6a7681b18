package dev.vigil.fleet;

import dev.vigil.fleet.window.MemoryTrend;
import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one process of a target has told: its progress, place, watches, gradients, modules and memory. A new process begins
 * with nothing, and the rows of the old one go.
 */
final class Life {

    private Progress progress = new Progress();
    private Place place = new Place();
    private WatchBook watches = new WatchBook();
    private GradientRow gradients = new GradientRow();
    private ModuleBook modules = new ModuleBook();
    private MemoryTrend memory = new MemoryTrend();
    private Row stack = new Row(Tables.STACKS);
    private @Nullable Double memoryMb;
    private @Nullable Double memoryTotalMb;
    private @Nullable String stuckWatch;

    /**
     * What is known of a beat beside what it tells.
     *
     * @param running whether the process runs: the last word of one that ended has values, but no place
     * @param distributed whether it is one of several ranks
     * @param paced whether the step time of its peers is known
     * @param elapsed seconds observed since the beat before
     */
    record Moment(boolean running, boolean distributed, boolean paced, double elapsed) {}

    /** Takes in a beat and tells what changed by it, except the target's own row. */
    void see(Beat beat, Moment moment, Telling telling) {
        List<Beat.Sample> fresh = watches.fresh(beat);
        boolean moved = progress.see(beat, fresh, moment.running() ? moment.elapsed() : 0);
        boolean look = false;
        if (moment.running()) {
            // A loop that tells no step may still show that it goes on: its loss changes.
            boolean goesOn = moved || (progress.steps() == 0 && watches.showsChange(fresh));
            long now = telling.now().toEpochMilli();
            // Its peers know how long a step takes, but only its own first step says that its start is over.
            boolean known = progress.isKnown() || (moment.paced() && progress.steps() > 0);
            look = place.see(beat, new Place.Sight(goesOn, known, moment.distributed(), moment.elapsed(), now));
        }
        watches.see(beat, fresh, place.phase(), telling);
        gradients.see(beat.gradients(), telling);
        seeMemory(beat, moved);
        stuckWatch = beat.stuckWatch();
        if (look) {
            tellStack(telling);
            appendStack(telling);
        }
    }

    private void seeMemory(Beat beat, boolean moved) {
        memoryMb = beat.memoryMb() == null ? memoryMb : beat.memoryMb();
        memoryTotalMb = beat.memoryTotalMb() == null ? memoryTotalMb : beat.memoryTotalMb();
        if (moved && memoryMb != null && progress.steps() >= Progress.KNOWN_STEPS) {
            memory.add(memoryMb);
        }
    }

    /** Takes in native frames and tells where it stands. */
    void seeNative(List<Frame> frames, Telling telling) {
        place.seeNative(frames);
        tellStack(telling);
        appendStack(telling);
    }

    /** Takes in rows of torch_trace. */
    void seeModules(List<Reading.ModuleRow> rows, Telling telling) {
        modules.see(rows, progress.stepSeconds(), telling);
    }

    /** Python did not get to run in this time. */
    void stand(double elapsed) {
        progress.stand(elapsed);
        place.stand(elapsed);
    }

    private void tellStack(Telling telling) {
        if (place.isKnown() && telling.wants(Tables.STACKS)) {
            telling.tell(
                    stack, telling.row(Tables.STACKS).add(place.fingerprint()).add(place.text()));
        }
    }

    private void appendStack(Telling telling) {
        if (!telling.wants(Tables.STACK_SAMPLES)) {
            return;
        }
        telling.append(telling.row(Tables.STACK_SAMPLES)
                .add(place.fingerprint())
                .add(place.topFrame())
                .add(place.text())
                .add(waiting()));
    }

    /** Tells all rows anew: their head has changed. */
    void tellAll(Telling telling) {
        watches.tellAll(telling);
        gradients.tell(telling);
        modules.tellAll(progress.stepSeconds(), telling);
        tellStack(telling);
    }

    void retell(FleetOutput out) {
        watches.retell(out);
        gradients.row().retell(out);
        modules.retell(out);
        stack.retell(out);
    }

    void withdraw(FleetOutput out) {
        watches.withdraw(out);
        gradients.row().withdraw(out);
        modules.withdraw(out);
        stack.withdraw(out);
    }

    Progress progress() {
        return progress;
    }

    Place place() {
        return place;
    }

    ModuleBook modules() {
        return modules;
    }

    LossTrail losses() {
        return watches.losses();
    }

    @Nullable
    String waiting() {
        Wait wait = place.waiting();
        return wait == null ? null : wait.text();
    }

    /** Step time without waiting in collectives; null where either is unknown. */
    @Nullable
    Double workSeconds() {
        Double seconds = progress.stepSeconds();
        Double share = place.shares().collectiveShare();
        return seconds == null || share == null ? null : (Double) (seconds * (1 - share));
    }

    /** How it is, by its steps alone. */
    State state() {
        if (progress.isStalled()) {
            return stuckWatch == null ? State.STALLED : State.DEVICE_STUCK;
        }
        return progress.steps() > 0 ? State.TRAINING : State.STARTING;
    }

    /** Puts in the columns of {@code targets} from {@code step} to {@code data_share}. */
    void addProgress(RowValues values) {
        values.add(progress.step())
                .number(progress.steps())
                .add(progress.stepSeconds())
                .add(progress.p99())
                .add(progress.baseline())
                .number(progress.stalledSeconds())
                .add(place.phase().text())
                .number(place.phaseSeconds())
                .add(waiting())
                .add(place.topFrame())
                .number(place.unchangedSeconds())
                .add(workSeconds())
                .add(place.shares().collectiveShare())
                .add(place.shares().dataShare());
    }

    /** Puts in the columns of {@code targets} about memory. */
    void addMemory(RowValues values) {
        values.add(memoryMb).add(memoryTotalMb).add(memory.growth()).add(memory.rising());
    }

    void write(DataOutput out) throws IOException {
        progress.write(out);
        place.write(out);
        watches.write(out);
        gradients.write(out);
        modules.write(out);
        memory.write(out);
        stack.write(out);
        Wire.writeNullable(out, memoryMb);
        Wire.writeNullable(out, memoryTotalMb);
        Wire.writeNullableText(out, stuckWatch);
    }

    static Life read(DataInput in, Map<String, String> labels) throws IOException {
        Life life = new Life();
        life.progress = Progress.read(in);
        life.place = Place.read(in);
        life.watches = WatchBook.read(in, labels);
        life.gradients = GradientRow.read(in, labels);
        life.modules = ModuleBook.read(in, labels);
        life.memory = MemoryTrend.read(in);
        life.stack = Row.read(in, Tables.STACKS, labels);
        life.memoryMb = Wire.readNullable(in);
        life.memoryTotalMb = Wire.readNullable(in);
        life.stuckWatch = Wire.readNullableText(in);
        return life;
    }
}
