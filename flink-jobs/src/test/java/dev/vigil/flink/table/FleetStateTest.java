package dev.vigil.flink.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.FleetOutput;
import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.JobFleet;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TableChange;
import dev.vigil.fleet.TargetFacts;
import dev.vigil.fleet.TargetKey;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class FleetStateTest {

    private static final TargetKey A = new TargetKey("job", "a:1");
    private static final TargetKey B = new TargetKey("job", "b:1");
    private final FleetStateSerializer serializer = FleetStateSerializer.INSTANCE;

    @Test
    void readsBackWhatWasWritten() throws Exception {
        FleetState state = FleetState.of(fleetOf(A));
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(state, out);
        serializer.serialize(state, out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

        assertThat(serializer.deserialize(in).freeze()).isEqualTo(state.freeze());
        assertThat(serializer.deserialize(in).freeze()).isEqualTo(state.freeze());
        assertThat(in.available()).isZero();
    }

    @Test
    void leavesTheOriginalAsItWasWhenTheCopyChanges() throws Exception {
        FleetState original = FleetState.of(fleetOf(A));
        byte[] before = original.freeze();

        FleetState copy = serializer.copy(original);
        read(copy.thaw(FleetSettings.DEFAULT), B);

        assertThat(original.freeze()).isEqualTo(before);
        assertThat(copy.freeze()).isNotEqualTo(before);
    }

    @Test
    void leavesTheCopyAsItWasWhenTheOriginalChanges() throws Exception {
        FleetState original = FleetState.of(fleetOf(A));
        FleetState copy = serializer.copy(original);
        byte[] before = copy.freeze();

        read(original.thaw(FleetSettings.DEFAULT), B);

        assertThat(copy.freeze()).isEqualTo(before);
        assertThat(original.freeze()).isNotEqualTo(before);
    }

    @Test
    void isWrittenAnewAfterAChange() throws Exception {
        FleetState state = FleetState.of(fleetOf(A));
        byte[] before = state.freeze();

        read(state.thaw(FleetSettings.DEFAULT), B);

        assertThat(state.freeze()).isNotEqualTo(before);
    }

    @Test
    void isWrittenOnceWhileItStandsStill() throws Exception {
        FleetState state = FleetState.of(fleetOf(A));

        assertThat(state.freeze()).isSameAs(state.freeze());
    }

    private static JobFleet fleetOf(TargetKey target) {
        JobFleet fleet = new JobFleet("job", FleetSettings.DEFAULT);
        read(fleet, target);
        return fleet;
    }

    private static void read(JobFleet fleet, TargetKey target) {
        Reading reading = new Reading.Attempt(
                target, "mailbox", Reading.Outcome.REFUSED, 0.01, "refused", Reading.Process.UNKNOWN);
        fleet.apply(reading, 1_700_000_000_000L, new Nowhere());
    }

    private static final class Nowhere implements FleetOutput {
        @Override
        public void change(TableChange change) {
            // not looked at
        }

        @Override
        public void facts(TargetFacts facts) {
            // not looked at
        }
    }
}
