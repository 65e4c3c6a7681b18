package dev.vigil.monitor.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RealTargetsIT {

    @Test
    void startsAScriptUnderProbingAndEndsItByPid() throws Exception {
        RunningTarget target = RealTargets.python().start("pure.py", "--delay", "0.01");
        try (target) {
            assertThat(target.process().isAlive()).isTrue();
            assertThat(target.pid()).isEqualTo(target.process().pid());
        }
        assertThat(target.process().isAlive()).isFalse();
    }

    @Test
    void tellsHowAProcessEnded() throws Exception {
        try (RunningTarget target =
                RealTargets.python().start("pure.py", "--fault", "exception", "--fault-after", "100")) {
            assertThat(target.exitStatus(Duration.ofSeconds(30))).isEqualTo(1);
            assertThat(target.output()).contains("RuntimeError: injected fault");
        }
    }
}
