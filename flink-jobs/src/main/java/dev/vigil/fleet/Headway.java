package dev.vigil.fleet;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * How far a job has ever got, and how often its processes were started since then. Only steps that the program counts itself
 * tell that: they go on after a restart from a checkpoint, where those that Vigil counts begin anew.
 */
final class Headway {

    private double furthest = Double.NaN;
    private long starts;

    /** A process was started in the place of another one. */
    void started() {
        starts++;
    }

    /** Looks where the job is now. One that ended well has nothing to catch up with: what begins then is another run. */
    void see(Collection<Target> targets) {
        if (!targets.isEmpty() && targets.stream().allMatch(target -> endedWell(target.state()))) {
            furthest = Double.NaN;
            starts = 0;
            return;
        }
        for (Target target : targets) {
            Double step = target.globalStep();
            if (step != null && !(step <= furthest)) {
                furthest = step;
                starts = 0;
            }
        }
    }

    private static boolean endedWell(State state) {
        return state == State.FINISHED || state == State.INTERRUPTED;
    }

    /** How many processes were started since the job last got further than ever; null while its step is unknown. */
    @Nullable
    Double startsWithout() {
        return Double.isNaN(furthest) ? null : (Double) (double) starts;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(furthest);
        Wire.writeLong(out, starts);
    }

    static Headway read(DataInput in) throws IOException {
        Headway headway = new Headway();
        headway.furthest = in.readDouble();
        headway.starts = Wire.readLong(in);
        return headway;
    }
}
