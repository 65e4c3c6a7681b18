package dev.vigil.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.MonitorProcess;
import dev.vigil.monitor.testing.MonitorProcess.Alert;
import dev.vigil.monitor.testing.RealTargets;
import dev.vigil.monitor.testing.Torchrun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real distributed jobs under torchrun, found from rank 0's address alone. */
class TorchrunIT {

    @Test
    void namesTheRankThatNeverJoinsTheCollective(@TempDir Path folder) throws IOException, InterruptedException {
        Path fault = folder.resolve("fault");
        try (Torchrun job = Torchrun.start(
                        RealTargets.torch(),
                        4,
                        "gloo_ranks.py",
                        "--absent-rank",
                        "2",
                        "--fault-file",
                        fault.toString());
                MonitorProcess monitor = MonitorProcess.start(folder.resolve("data"), job.head())) {
            // Of a rank that stands before its step time is known nobody can say that a minute is long.
            monitor.await(
                    "four ranks",
                    () -> Optional.of(monitor.metrics("vigil_step_seconds{")).filter(ranks -> ranks.size() == 4));
            Files.createFile(fault);

            List<Alert> hangs = monitor.await(
                    "three waiting ranks",
                    () -> Optional.of(firing(monitor, "TrainingHang"))
                            .filter(found -> found.stream()
                                            .filter(TorchrunIT::waitsInCollective)
                                            .count()
                                    == 3));
            assertThat(hangs)
                    .filteredOn(TorchrunIT::waitsInCollective)
                    .extracting(alert -> alert.label("rank"))
                    .containsExactlyInAnyOrder("0", "1", "3");
            List<Alert> odd = monitor.await(
                    "the odd rank",
                    () -> Optional.of(firing(monitor, "OddRankOut")).filter(found -> !found.isEmpty()));
            assertThat(odd).hasSize(1);
            assertThat(odd.get(0).label("rank")).isEqualTo("2");
            assertThat(odd.get(0).text()).contains("gloo_ranks.py:").contains("stay_away");
            assertThat(hangs)
                    .filteredOn(TorchrunIT::waitsInCollective)
                    .allMatch(alert -> alert.text().contains("2"));
        }
    }

    @Test
    void leavesRanksWithShardedTensorsAsTheyAre(@TempDir Path storage) throws IOException, InterruptedException {
        String alone;
        try (Torchrun job = Torchrun.start(RealTargets.torch(), 2, "fsdp2_ranks.py", "--steps", "600")) {
            alone = losses(job);
        }
        Path config = storage.resolve("vigil.yml");
        try (Torchrun job = Torchrun.start(RealTargets.torch(), 2, "fsdp2_ranks.py", "--steps", "600")) {
            Files.writeString(config, """
                    watch_configs:
                      - job_name: sharded
                        poll_interval: 1s
                        watch:
                          norm: sum(p.norm() for p in model.parameters())
                          bad: any(p.isnan().any() for p in model.parameters())
                          grads: "[p.grad.norm() for p in model.parameters() if p.grad is not None]"
                        static_configs:
                          - targets: ["%s"]
                    """.formatted(job.head()));
            try (MonitorProcess monitor =
                    MonitorProcess.start(storage.resolve("data"), "--config", config.toString())) {
                assertThat(losses(job)).isEqualTo(alone);
                assertThat(monitor.everFired()).isEmpty();
            }
        }
    }

    private static String losses(Torchrun job) throws InterruptedException {
        assertThat(job.exitStatus(Duration.ofMinutes(3))).as(job.output()).isZero();
        List<String> lines = job.output()
                .lines()
                .filter(line -> line.startsWith("rank "))
                .sorted()
                .toList();
        assertThat(lines).as(job.output()).hasSize(2);
        return String.join("\n", lines);
    }

    private static boolean waitsInCollective(Alert alert) {
        return alert.text().contains("collective");
    }

    private static List<Alert> firing(MonitorProcess monitor, String name) {
        return monitor.alerts().stream()
                .filter(alert -> alert.name().equals(name) && alert.state().equals("firing"))
                .toList();
    }
}
