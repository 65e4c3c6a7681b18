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
        try (RunningTarget target = RealTargets.python().start("pure.py", "--fault", "nan-loss", "--fault-after", "1");
                MonitorProcess monitor =
                        MonitorProcess.start(folder.resolve("data"), target.address(), "--rules", rules.toString())) {
            monitor.awaitFiring("NonFiniteLoss", target.address());
            monitor.await("the other to wait", () -> told(monitor, "Waiting", "pending"));
            monitor.await("the broken one to fail", () -> told(monitor, "Fails", "zero"));

            assertThat(explain(monitor, "NonFiniteLoss"))
                    .startsWith("vigil-numerics/NonFiniteLoss  firing\n")
                    .contains("clocks        fires at once, ends 1 m 0 s after its row\n")
                    .containsPattern("rows read     \\d+ of watches\n")
                    .containsPattern("last change   .* ago, \\d+ in all\n")
                    .contains("failures      none\n", "severity=critical\n      has fired for ")
                    .containsPattern("there  .* ago  instance=" + target.address() + " .* value=NaN");
            assertThat(explain(monitor, "explained/Waiting"))
                    .startsWith("explained/Waiting  pending\n")
                    .contains("clocks        fires once a row has been there for 1 h 0 m, ends with its row\n")
                    .containsPattern("has held for .* of 1 h 0 m, fires in 59 m");
            assertThat(explain(monitor, "Fails"))
                    .startsWith("explained/Fails  inactive, fails\n")
                    .contains("last change   never: no row has come out of its query, which fails\n")
                    .containsPattern("failures      \\d+, the last .* ago: division by zero\n");
            assertThat(explain(monitor, "Unread"))
                    .contains(
                            "rows read     nothing so far: no row of modules has come or changed since Vigil started\n");
            assertThat(explain(monitor, "Never"))
                    .containsPattern("rows read     \\d+ of targets\n")
                    .contains("last change   never: none of the rows read has met its condition since Vigil started\n");
            assertThat(explain(monitor, "steps_done"))
                    .startsWith("explained/steps_done  records\n")
                    .contains("clocks        none: it records a series\n", "value=");
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
