package dev.vigil.fleet;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the optimizer hook saw of the gradients last. */
final class GradientRow {

    private static final int MAX_NAME = 300;

    private Row row = new Row(Tables.GRADIENTS);
    private Beat.@Nullable Gradients newest;

    /** Takes in a look and tells the row, where it is a new one. */
    void see(Beat.@Nullable Gradients gradients, Telling telling) {
        if (gradients != null && !Objects.equals(gradients, newest)) {
            newest = gradients;
            tell(telling);
        }
    }

    /** Tells the row as it is now. */
    void tell(Telling telling) {
        Beat.Gradients seen = newest;
        if (seen != null && telling.wants(Tables.GRADIENTS)) {
            telling.tell(
                    row,
                    telling.row(Tables.GRADIENTS)
                            .number(seen.norm())
                            .number(seen.nonFinite())
                            .add(cut(seen.firstBad()))
                            .number((double) seen.step())
                            .number(seen.badSteps())
                            .add(seen.smallest())
                            .add(cut(seen.smallestName())));
        }
    }

    private static @Nullable String cut(@Nullable String name) {
        return name == null || name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
    }

    Row row() {
        return row;
    }

    void write(DataOutput out) throws IOException {
        BeatCodec.writeGradients(out, newest);
        row.write(out);
    }

    static GradientRow read(DataInput in, Map<String, String> labels) throws IOException {
        GradientRow gradients = new GradientRow();
        gradients.newest = BeatCodec.readGradients(in);
        gradients.row = Row.read(in, Tables.GRADIENTS, labels);
        return gradients;
    }
}
