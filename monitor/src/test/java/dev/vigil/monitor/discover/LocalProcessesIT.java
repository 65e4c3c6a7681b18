package dev.vigil.monitor.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.TargetKey;
import dev.vigil.monitor.collect.GatedConnector;
import dev.vigil.monitor.collect.Surroundings;
import dev.vigil.monitor.collect.TargetDirectory;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.http.ProbingClients;
import dev.vigil.monitor.testing.RealTargets;
import dev.vigil.monitor.testing.RunningTarget;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Discovery of real processes through their abstract sockets. */
class LocalProcessesIT {

    private static Vertx vertx;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx(ProbingClients.vertxOptions());
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().await();
    }

    private static TargetDirectory discovered(WatchConfig.Discovery where) {
        try (ProbingClients clients = new ProbingClients(vertx)) {
            TargetDirectory directory = new TargetDirectory();
            GatedConnector connector = new GatedConnector(
                    (endpoint, watch) -> clients.connect(endpoint, watch.pollTimeout(), watch.credentials()));
            WatchConfig config = WatchConfig.of("local", Duration.ofSeconds(1), List.of(where));
            Discovery.start(vertx, List.of(config), directory, connector, Surroundings.ofThisMachine())
                    .await()
                    .close();
            return directory;
        }
    }

    @Test
    void findsAProcessAndNamesItsJobByItsScript() throws Exception {
        try (RunningTarget target = RealTargets.python().start("pure.py", "--delay", "0.05")) {
            String instance = "pid:" + target.pid();

            assertThat(discovered(new WatchConfig.LocalTargets(Duration.ofSeconds(5)))
                            .targets())
                    .contains(new TargetKey("pure.py-" + target.pid(), instance));
        }
    }

    @Test
    void namesTheJobOfARankByItsMeetingPoint() throws Exception {
        RealTargets python = RealTargets.python()
                .with("MASTER_ADDR", "127.0.0.1")
                .with("MASTER_PORT", "29512")
                .with("RANK", "0")
                .with("WORLD_SIZE", "1");
        try (RunningTarget target = python.start("pure.py", "--delay", "0.05")) {
            String instance = "pid:" + target.pid();

            assertThat(discovered(new WatchConfig.StaticTargets(List.of(instance), Map.of()))
                            .targets())
                    .containsExactly(new TargetKey("127.0.0.1:29512", instance));
        }
    }
}
