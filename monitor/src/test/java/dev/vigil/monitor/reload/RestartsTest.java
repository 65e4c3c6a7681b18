package dev.vigil.monitor.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.monitor.config.VigilConfig.RulePack;
import dev.vigil.monitor.config.VigilConfig.Storage;
import dev.vigil.monitor.config.VigilConfig.Web;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RestartsTest {

    private final VigilConfig running = VigilConfig.defaults();

    @Test
    void namesWhatTheProcessHolds() {
        VigilConfig wanted = running.withWeb(new Web("0.0.0.0", 9780))
                .withStorage(new Storage(Path.of("other"), Duration.ofSeconds(1), Duration.ofMinutes(15)))
                .withParallelism(4);

        assertThat(Restarts.needed(running, wanted))
                .containsExactly(
                        "web.listen_address: it is 127.0.0.1:9780, the file says 0.0.0.0:9780",
                        "storage.path: it is data, the file says other",
                        "flink.parallelism: it is 1, the file says 4");
    }

    @Test
    void allElseCanBeReloaded() {
        VigilConfig wanted = running.withRulePack(new RulePack(false, Set.of()))
                .withStorage(new Storage(Path.of("data"), Duration.ofSeconds(9), Duration.ofMinutes(1)));

        assertThat(Restarts.needed(running, wanted)).isEmpty();
    }
}
