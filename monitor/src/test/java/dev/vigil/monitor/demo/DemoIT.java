package dev.vigil.monitor.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.RealTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigil demo} as a person starts it: three alerts, and nothing left behind after Ctrl-C. */
class DemoIT {

    /** A bound for hung tests, not a claim about speed. */
    private static final long PATIENCE_SECONDS = 300;

    @TempDir
    private Path folder;

    @Test
    void threeRealProcessesGoWrongAndNothingIsLeftBehind() throws Exception {
        String python = RealTargets.python().interpreter().toString();

        String output = demo(List.of(), python);

        assertThat(output)
                .contains("Fleet: three real Python processes under Probing")
                .containsPattern("firing +critical +NonFiniteLoss .*Loss is NaN at step \\d+ \\(demo, rank 0\\)")
                .containsPattern("firing +critical +TrainingHang .*trainer.py:\\d+ save_metrics \\(demo, rank 1\\)")
                .containsPattern("firing +critical +TrainingCrashed .*RuntimeError: shard 17 .*\\(demo, rank 2\\)");
    }

    @Test
    void threeSimulatedProcessesGoWrong() throws Exception {
        String output = demo(List.of("--simulate"), "no-python");

        assertThat(output)
                .contains("Fleet: three simulated processes, no real ones (as you asked)")
                .contains("NonFiniteLoss", "TrainingHang", "TrainingCrashed");
    }

    /** Runs until three alerts fire, then stops it; the whole of what it printed. */
    private String demo(List<String> options, String python) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.vigil.monitor.Main",
                "demo",
                "--web.listen-address",
                "127.0.0.1:0"));
        command.addAll(options);
        Path log = folder.resolve("demo.log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("VIGIL_PYTHON", python);
        Process process = builder.start();
        try {
            awaitThreeAlerts(process, log);
            List<ProcessHandle> children = process.descendants().toList();
            process.destroy();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
            assertThat(children).noneMatch(ProcessHandle::isAlive);
        } finally {
            process.destroyForcibly();
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("vigil-demo"));
        }
        return Files.readString(log);
    }

    private static void awaitThreeAlerts(Process process, Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end) {
            String output = Files.readString(log);
            if (output.contains("NonFiniteLoss")
                    && output.contains("TrainingHang  ")
                    && output.contains("TrainingCrashed")) {
                return;
            }
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("ended with " + process.exitValue() + "\n" + output);
            }
        }
        throw new AssertionError("waited in vain for three alerts:\n" + Files.readString(log));
    }
}
