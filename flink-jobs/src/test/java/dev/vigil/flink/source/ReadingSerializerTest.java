package dev.vigil.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class ReadingSerializerTest {

    private final TypeSerializer<Reading> serializer =
            ReadingType.INSTANCE.createSerializer(new SerializerConfigImpl());
    private final Reading reading = new Reading.Resumed(Set.of(new TargetKey("job", "a:1")));

    @Test
    void readsBackAReading() throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(reading, out);

        assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(reading);
    }

    @Test
    void copiesTheBytesOfOneReadingAndNoMore() throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(reading, out);
        int one = out.length();
        serializer.serialize(reading, out);
        DataOutputSerializer copy = new DataOutputSerializer(64);

        serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copy);

        assertThat(copy.length()).isEqualTo(one);
    }

    @Test
    void doesNotCopyWhatNeverChanges() {
        assertThat(serializer.copy(reading)).isSameAs(reading);
        assertThat(serializer.isImmutableType()).isTrue();
    }

    @Test
    void travelsWithItsJob() throws Exception {
        assertThat(InstantiationUtil.clone(ReadingType.INSTANCE)).isEqualTo(ReadingType.INSTANCE);
        assertThat(InstantiationUtil.clone(serializer)).isEqualTo(serializer);
        assertThat(serializer.snapshotConfiguration().restoreSerializer()).isEqualTo(serializer);
    }
}
