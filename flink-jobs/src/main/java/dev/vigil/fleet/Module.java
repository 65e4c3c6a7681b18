package dev.vigil.fleet;

import dev.vigil.fleet.window.ModuleTimes;
import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One module of the model at one stage: how long it takes. */
final class Module {

    /**
     * Which one.
     *
     * @param module its name as torch_trace gives it
     * @param stage {@code post forward}, {@code post step}, …
     */
    record Key(String module, String stage) {}

    private final Key key;
    private Row row = new Row(Tables.MODULES);
    private ModuleTimes times = new ModuleTimes();
    private @Nullable Double peerSeconds;

    Module(Key key) {
        this.key = key;
    }

    void add(double seconds) {
        times.add(seconds);
    }

    @Nullable
    Double seconds() {
        return times.mean();
    }

    /** Median of the same module on the job's other ranks; told with the row's next change. */
    void peers(@Nullable Double seconds) {
        peerSeconds = seconds;
    }

    /**
     * Tells the row as it is now.
     *
     * @param stepSeconds step time of the target, null where unknown
     * @param leaf whether no other module is part of it
     */
    void tell(@Nullable Double stepSeconds, boolean leaf, Telling telling) {
        Double mean = times.mean();
        if (mean == null || !telling.wants(Tables.MODULES)) {
            return;
        }
        telling.tell(
                row,
                telling.row(Tables.MODULES)
                        .add(key.module())
                        .add(key.stage())
                        .add(mean)
                        .add(times.baseline())
                        .add(peerSeconds)
                        .add(stepSeconds == null || stepSeconds <= 0 ? null : (Double) (mean / stepSeconds))
                        .number((double) times.samples())
                        .add(leaf));
    }

    Key key() {
        return key;
    }

    Row row() {
        return row;
    }

    void write(DataOutput out) throws IOException {
        Wire.writeText(out, key.module());
        Wire.writeText(out, key.stage());
        row.write(out);
        times.write(out);
        Wire.writeNullable(out, peerSeconds);
    }

    static Module read(DataInput in, Map<String, String> labels) throws IOException {
        Module module = new Module(new Key(Wire.readText(in), Wire.readText(in)));
        module.row = Row.read(in, Tables.MODULES, labels);
        module.times = ModuleTimes.read(in);
        module.peerSeconds = Wire.readNullable(in);
        return module;
    }
}
