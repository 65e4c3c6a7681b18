package dev.vigil.flink.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** A fleet's own bytes, with their length before them; what they say is the fleet's affair, its version included. */
final class FleetStateSerializer extends TypeSerializerSingleton<FleetState> {

    private static final long serialVersionUID = 1L;

    static final FleetStateSerializer INSTANCE = new FleetStateSerializer();

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    @SuppressWarnings("NullAway") // Flink's word for "none yet"
    public @Nullable FleetState createInstance() {
        return null;
    }

    @Override
    public FleetState copy(FleetState from) {
        try {
            return from.copy();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a byte array takes all that is written
        }
    }

    @Override
    public FleetState copy(FleetState from, FleetState reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(FleetState state, DataOutputView target) throws IOException {
        byte[] bytes = state.freeze();
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    @Override
    public FleetState deserialize(DataInputView source) throws IOException {
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return FleetState.frozen(bytes);
    }

    @Override
    public FleetState deserialize(FleetState reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public TypeSerializerSnapshot<FleetState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Any version of this serializer reads what any other wrote: the fleet tells its own versions apart. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<FleetState> {
        /** Made by Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
