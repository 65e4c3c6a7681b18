package dev.vigil.flink.source;

import dev.vigil.fleet.Reading;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Readings in Flink's type system: in their own binary form, never by reflection. */
public final class ReadingType extends TypeInformation<Reading> {

    private static final long serialVersionUID = 1L;

    /** The only one; it has no state. */
    public static final ReadingType INSTANCE = new ReadingType();

    private ReadingType() {}

    @Override
    public TypeSerializer<Reading> createSerializer(SerializerConfig config) {
        return ReadingSerializer.INSTANCE;
    }

    @Override
    public Class<Reading> getTypeClass() {
        return Reading.class;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ReadingType;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReadingType;
    }

    @Override
    public int hashCode() {
        return ReadingType.class.hashCode();
    }

    @Override
    public String toString() {
        return "Reading";
    }
}
