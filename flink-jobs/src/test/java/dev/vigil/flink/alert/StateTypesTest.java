package dev.vigil.flink.alert;

import static org.apache.flink.types.PojoTestUtils.assertSerializedAsPojoWithoutKryo;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateTypesTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                RuleRow.class,
                Copies.class,
                AlertMemory.class,
                SeriesMemory.class,
                TimedFacts.class,
                FactsHistory.class,
                AlertUpdate.class,
                SeriesUpdate.class
            })
    void areSerializedWithoutKryo(Class<?> type) {
        assertSerializedAsPojoWithoutKryo(type);
    }
}
