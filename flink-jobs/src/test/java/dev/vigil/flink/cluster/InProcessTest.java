package dev.vigil.flink.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class InProcessTest {

    @Test
    void leadsToTheSameObjectAfterSerialisation() throws Exception {
        Object live = new Object();
        try (InProcess<Object> handle = InProcess.of(live)) {
            InProcess<Object> travelled = InstantiationUtil.clone(handle);

            assertThat(travelled.get()).isSameAs(live);
        }
    }

    @Test
    void leadsNowhereOnceClosed() {
        InProcess<Object> handle = InProcess.of(new Object());
        handle.close();

        assertThatThrownBy(handle::get).isInstanceOf(IllegalStateException.class);
    }
}
