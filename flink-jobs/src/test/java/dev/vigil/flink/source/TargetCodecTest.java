package dev.vigil.flink.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.fleet.TargetKey;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TargetCodecTest {

    private static final TargetKey ODD = new TargetKey("run\n7/ä", "pid:4242");

    @Test
    void readsBackASplit() throws Exception {
        TargetCodec.Split codec = new TargetCodec.Split();
        TargetSplit split = new TargetSplit(ODD, new Cursors(Map.of("mailbox", "x".repeat(70_000), "torch_trace", "")));

        assertThat(codec.deserialize(codec.getVersion(), codec.serialize(split)))
                .isEqualTo(split);
    }

    @Test
    void readsBackTheTargetsHandedOut() throws Exception {
        TargetCodec.Assigned codec = new TargetCodec.Assigned();
        Set<TargetKey> targets = Set.of(ODD, new TargetKey("", ""));

        assertThat(codec.deserialize(codec.getVersion(), codec.serialize(targets)))
                .isEqualTo(targets);
    }

    @Test
    void refusesAVersionItDoesNotKnow() {
        assertThatThrownBy(() -> new TargetCodec.Split().deserialize(2, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage("state of the source has version 2, this release reads 1");
    }

    @Test
    void tellsTargetsApartWhoseNamesLookAlike() {
        assertThat(TargetSplit.id(new TargetKey("a/b", "c"))).isNotEqualTo(TargetSplit.id(new TargetKey("a", "b/c")));
    }
}
