package dev.vigil.fleet;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The newest losses with their steps, so that ranks can be compared at one step. */
final class LossTrail {

    private static final int KEPT = 8;

    private final double[] steps = new double[KEPT];
    private final double[] losses = new double[KEPT];
    private int size;
    private int next;

    /** Takes in the loss of a step. */
    void add(double step, double loss) {
        steps[next] = step;
        losses[next] = loss;
        next = (next + 1) % KEPT;
        size = Math.min(KEPT, size + 1);
    }

    /** Somebody who wants to know losses by step. */
    interface Visitor {
        /** One loss. */
        void visit(double step, double loss);
    }

    /** Shows what is kept. */
    void visit(Visitor visitor) {
        for (int i = 0; i < size; i++) {
            visitor.visit(steps[i], losses[i]);
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(size);
        for (int i = 0; i < size; i++) {
            int at = (next - size + i + KEPT) % KEPT;
            out.writeDouble(steps[at]);
            out.writeDouble(losses[at]);
        }
    }

    static LossTrail read(DataInput in) throws IOException {
        LossTrail trail = new LossTrail();
        int count = in.readByte();
        if (count < 0 || count > KEPT) {
            throw new IOException(count + " losses");
        }
        for (int i = 0; i < count; i++) {
            trail.add(in.readDouble(), in.readDouble());
        }
        return trail;
    }
}
