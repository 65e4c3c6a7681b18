package dev.vigil.monitor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.MonitorProcess;
import dev.vigil.monitor.testing.RealTargets;
import dev.vigil.monitor.testing.RunningTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigil explain} asks a live monitor of a real process, and gives its reasons in words. */
class ExplainIT {

    private static final String RULES = """
            groups:
              - name: explained
                rules:
                  - alert: Waiting
                    expr: SELECT job, instance, step AS value FROM targets WHERE step >= 0
                    for: 1h
                  - alert: Fails
                    expr: SELECT job, instance, 1 / CAST(restarts AS INT) AS value FROM targets
                  - alert: Unread
                    expr: SELECT job, instance, module, seconds AS value FROM modules
                  - alert: Never
                    expr: SELECT job, instance, step AS value FROM targets WHERE step < -1
                  - record: steps_done
                    expr: SELECT job, instance, step AS value FROM targets
            """;

    @TempDir
    private Path folder;

    @Test
    void saysWhyRulesFireWaitAndStaySilent() throws Exception {
        Path rules = Files.writeString(folder.resolve("rules.yml"), RULES);
        try (RunningTarget target =
                        RealTargets.python().start("pure.py", "--fault", "nan-loss", "--fault-after", "1");
                MonitorProcess monitor = MonitorProcess.start(
                        folder.resolve("data"), target.address(), "--rules", rules.toString())) {
            monitor.awaitFiring("NonFiniteLoss", target.address());
            monitor.await("the other to wait", () -> told(monitor, "Waiting", "pending"));
            monitor.await("the broken one to fail", () -> told(monitor, "Fails", "zero"));

            String firing = explain(monitor, "NonFiniteLoss");
            String waiting = explain(monitor, "explained/Waiting");
            String fails = explain(monitor, "Fails");
            String unread = explain(monitor, "Unread");
            String never = explain(monitor, "Never");
            String records = explain(monitor, "steps_done");
            Files.writeString(Path.of("/tmp/reload-explain.txt"), String.join("\n----\n", firing, waiting, fails, unread, never, records, explain(monitor, "TargetUnreachable")));
        }
    }

    private static Optional<String> told(MonitorProcess monitor, String rule, String word) {
        return Optional.of(explain(monitor, rule)).filter(out -> out.contains(word));
    }

    private static String explain(MonitorProcess monitor, String rule) {
        Typed typed = Typed.vigil("explain", rule, "--url", "http://" + monitor.address());
        assertThat(typed.err()).isEmpty();
        assertThat(typed.status()).isZero();
        return typed.out();
    }
}
