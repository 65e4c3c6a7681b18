package dev.vigil.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.MonitorProcess;
import dev.vigil.monitor.testing.MonitorProcess.Alert;
import dev.vigil.monitor.testing.RealTargets;
import dev.vigil.monitor.testing.RunningTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the monitor while an alert fires and another one waits: both come back, and nothing else does. */
class RestartIT {

    private static final String RULES = """
            groups:
              - name: restart
                rules:
                  - alert: StillPending
                    expr: SELECT job, instance, step AS value FROM targets WHERE step >= 0
                    for: 1h
            """;

    private long firstSeen = -1;

    @Test
    void firingAndPendingAlertsSurviveAKill(@TempDir Path folder) throws IOException, InterruptedException {
        Path rules = Files.writeString(folder.resolve("rules.yml"), RULES);
        Path storage = folder.resolve("data");
        try (RunningTarget broken = RealTargets.python().start("pure.py", "--fault", "nan-loss", "--fault-after", "1");
                RunningTarget healthy = RealTargets.python().start("pure.py")) {
            String[] run = {broken.address(), healthy.address(), "--rules", rules.toString()};
            Alert before;
            try (MonitorProcess monitor = MonitorProcess.start(storage, run)) {
                before = monitor.awaitFiring("NonFiniteLoss", broken.address());
                monitor.await(
                        "pending alerts",
                        () -> Optional.of(count(monitor, "pending")).filter(n -> n == 2));
                monitor.await("a checkpoint that holds them", () -> laterCheckpoint(storage));
                monitor.kill();
            }
            try (MonitorProcess monitor = MonitorProcess.start(storage, run)) {
                Alert after = monitor.awaitFiring("NonFiniteLoss", broken.address());
                assertThat(after.activeAt()).isEqualTo(before.activeAt());
                assertThat(count(monitor, "pending")).isEqualTo(2);
                assertThat(count(monitor, "firing")).isEqualTo(1);
                assertThat(monitor.everFired()).isEmpty();
            }
        }
    }

    private static long count(MonitorProcess monitor, String state) {
        return monitor.alerts().stream()
                .filter(alert -> alert.state().equals(state))
                .count();
    }

    /** True once two checkpoints were completed after the first call. */
    private Optional<Long> laterCheckpoint(Path storage) {
        long newest = newestCheckpoint(storage);
        if (firstSeen < 0) {
            firstSeen = newest;
        }
        return newest >= firstSeen + 2 ? Optional.of(newest) : Optional.empty();
    }

    private static long newestCheckpoint(Path storage) {
        try (Stream<Path> files = Files.walk(storage)) {
            return files.filter(file -> file.getFileName().toString().equals("_metadata"))
                    .map(file -> file.getParent().getFileName().toString())
                    .filter(name -> name.startsWith("chk-"))
                    .mapToLong(name -> Long.parseLong(name.substring(4)))
                    .max()
                    .orElse(0);
        } catch (IOException | UncheckedIOException moved) {
            return 0;
        }
    }
}
