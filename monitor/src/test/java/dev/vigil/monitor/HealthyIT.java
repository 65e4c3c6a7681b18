package dev.vigil.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.MonitorProcess;
import dev.vigil.monitor.testing.RealTargets;
import dev.vigil.monitor.testing.RunningTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real torch programs that do what makes hang detectors cry wolf, all at a time beside one monitor: it stays silent. */
class HealthyIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final String RULES = """
            groups:
              - name: time
                rules:
                  - record: found_work_seconds
                    expr: SELECT job, instance, rank, work_seconds AS value FROM targets WHERE data_share IS NOT NULL
            """;

    @Test
    void staysSilentBesideHealthyPrograms(@TempDir Path storage) throws IOException, InterruptedException {
        List<RunningTarget> targets = new ArrayList<>();
        try {
            RealTargets torch = RealTargets.torch();
            targets.add(torch.start("torch_phases.py", "--phase", "training", "--seconds", "60"));
            targets.add(torch.start("torch_phases.py", "--phase", "evaluation", "--seconds", "90"));
            targets.add(torch.start("torch_phases.py", "--phase", "checkpoint", "--seconds", "60"));
            targets.add(torch.start("torch_phases.py", "--phase", "start", "--seconds", "60"));
            targets.add(torch.start("torch_phases.py", "--phase", "compile", "--seconds", "60"));
            targets.add(torch.start("torch_phases.py", "--phase", "fp16", "--seconds", "60"));
            List<String> run =
                    new ArrayList<>(targets.stream().map(RunningTarget::address).toList());
            run.addAll(List.of(
                    "--rules",
                    Files.writeString(storage.resolve("rules.yml"), RULES).toString()));
            try (MonitorProcess monitor = MonitorProcess.start(storage.resolve("data"), run.toArray(String[]::new))) {
                for (RunningTarget target : targets) {
                    assertThat(target.exitStatus(PATIENCE)).as(target.output()).isZero();
                    assertThat(monitor.alerts()).isEmpty();
                }
                assertThat(monitor.everFired()).isEmpty();
                assertThat(monitor.metrics("found_work_seconds{"))
                        .as("how a healthy loop spends its time")
                        .anyMatch(line -> line.contains(targets.get(0).address()));
            }
        } finally {
            targets.forEach(RunningTarget::close);
        }
    }
}
