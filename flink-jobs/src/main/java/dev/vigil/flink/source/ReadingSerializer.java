package dev.vigil.flink.source;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.ReadingCodec;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link ReadingCodec} between operators. Readings are immutable: a copy is the reading itself. */
final class ReadingSerializer extends TypeSerializerSingleton<Reading> {

    private static final long serialVersionUID = 1L;

    static final ReadingSerializer INSTANCE = new ReadingSerializer();

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public Reading createInstance() {
        return new Reading.Removed(Reading.NOBODY);
    }

    @Override
    public Reading copy(Reading from) {
        return from;
    }

    @Override
    public Reading copy(Reading from, Reading reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(Reading reading, DataOutputView target) throws IOException {
        ReadingCodec.write(target, reading);
    }

    @Override
    public Reading deserialize(DataInputView source) throws IOException {
        return ReadingCodec.read(source);
    }

    @Override
    public Reading deserialize(Reading reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public TypeSerializerSnapshot<Reading> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Readings are not kept in state; a snapshot only names the serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Reading> {
        /** Made by Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
