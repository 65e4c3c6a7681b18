package dev.vigil.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.MonitorProcess;
import dev.vigil.monitor.testing.MonitorProcess.Alert;
import dev.vigil.monitor.testing.RealTargets;
import dev.vigil.monitor.testing.RunningTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One monitor with default settings beside real processes, each with one fault: the right alert, and only that one. The
 * faults share the monitor, since a hang takes a minute to be called one.
 */
class FaultsIT {

    private static final Map<String, RunningTarget> TARGETS = new HashMap<>();

    @TempDir
    private static Path folder;

    private static MonitorProcess monitor;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        RealTargets targets = RealTargets.python();
        start(targets, "healthy", "none");
        start(targets, "nan", "nan-loss");
        start(targets, "lock", "lock-hang");
        start(targets, "gil", "gil-deadlock");
        start(targets, "exception", "exception");
        start(targets, "clean", "exit");
        start(targets, "killed", "none");
        start(targets, "interrupted", "none");
        monitor = MonitorProcess.start(
                folder.resolve("data"),
                TARGETS.values().stream().map(RunningTarget::address).toArray(String[]::new));
        monitor.await(
                "all targets to train",
                () -> Optional.of(true)
                        .filter(yes -> monitor.metrics("vigil_step_seconds{").size() >= TARGETS.size()));
        Files.createFile(fault());
        signal("killed", "-KILL");
        signal("interrupted", "-INT");
    }

    @AfterAll
    static void end() {
        if (monitor != null) {
            monitor.close();
        }
        TARGETS.values().forEach(RunningTarget::close);
    }

    @Test
    void nanLossFires() throws InterruptedException {
        Alert alert = monitor.awaitFiring("NonFiniteLoss", address("nan"));
        assertThat(alert.text()).contains("NaN");
    }

    @Test
    void lockDeadlockIsAHangThatNamesLockAndLine() throws InterruptedException {
        Alert alert = monitor.awaitFiring("TrainingHang", address("lock"));
        assertThat(alert.text()).contains("lock").contains("faults.py:").contains("strike");
    }

    @Test
    void gilHeldInCodeOfCShowsTheNativeStack() throws InterruptedException {
        Alert alert = monitor.awaitFiring("PythonUnresponsive", address("gil"));
        assertThat(alert.text()).containsAnyOf("futex_wait", "pthread_mutex_lock", "lll_lock_wait");
    }

    @Test
    void uncaughtExceptionIsACrashWithItsText() throws InterruptedException {
        Alert alert = monitor.awaitFiring("TrainingCrashed", address("exception"));
        assertThat(alert.text()).contains("RuntimeError").contains("injected fault");
    }

    @Test
    void killedProcessIsKilled() throws InterruptedException {
        monitor.awaitFiring("TargetKilled", address("killed"));
    }

    @Test
    void endsThatAreNoFaultAreStatesAndNoAlerts() throws InterruptedException {
        awaitState("clean", "finished");
        awaitState("interrupted", "interrupted");
        monitor.awaitFiring("TrainingHang", address("lock")); // a minute later
        for (String healthy : new String[] {"healthy", "clean", "interrupted"}) {
            assertThat(monitor.alerts())
                    .as(healthy)
                    .noneMatch(alert -> alert.label("instance").equals(address(healthy)));
        }
    }

    private static void awaitState(String target, String state) throws InterruptedException {
        monitor.await(
                target + " to be " + state,
                () -> monitor.metrics("vigil_target_state{").stream()
                        .filter(line ->
                                line.contains("\"" + address(target) + "\"") && line.contains("\"" + state + "\""))
                        .findFirst());
    }

    /** All faults begin when this file is there: when the monitor has seen all targets train. */
    private static Path fault() {
        return folder.resolve("fault");
    }

    private static String address(String target) {
        return TARGETS.get(target).address();
    }

    private static void start(RealTargets targets, String name, String fault) throws IOException, InterruptedException {
        TARGETS.put(name, targets.start("pure.py", "--fault", fault, "--fault-file", fault().toString()));
    }

    private static void signal(String target, String signal) throws IOException, InterruptedException {
        String pid = Long.toString(TARGETS.get(target).pid());
        assertThat(new ProcessBuilder("kill", signal, pid).inheritIO().start().waitFor())
                .isZero();
    }
}
