package dev.vigil.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.testing.MonitorProcess;
import dev.vigil.monitor.testing.RealTargets;
import dev.vigil.monitor.testing.RunningTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tiny programs of six frameworks, all at a time beside one monitor with no configuration: what it finds is what the
 * programs print themselves. A lane of its own ({@code -Dvigil.targets=frameworks}).
 */
class FrameworksIT {

    private static final List<String> FRAMEWORKS =
            List.of("transformers", "lightning", "accelerate", "keras", "fastai", "stable-baselines3");
    private static final List<String> LOADING = List.of("transformers", "lightning", "accelerate");
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final int OWN_STATUS = 7;

    /** How a healthy program spends its time: each batch of these takes 50 ms to load and next to nothing to learn from. */
    private static final String RULES = """
            groups:
              - name: time
                rules:
                  - record: found_data_share
                    expr: SELECT job, instance, rank, data_share AS value FROM targets WHERE data_share IS NOT NULL
            """;

    private final Map<String, RunningTarget> targets = new LinkedHashMap<>();

    @AfterEach
    void end() {
        targets.values().forEach(RunningTarget::close);
    }

    @Test
    void findsLossStepAndLearningRateOfHealthyProgramsAndStaysSilent(@TempDir Path storage)
            throws IOException, InterruptedException {
        start("--seconds", "60");
        Path rules = Files.writeString(storage.resolve("rules.yml"), RULES);
        String[] run = concat(addresses(), "--rules", rules.toString());
        try (MonitorProcess monitor = MonitorProcess.start(storage.resolve("data"), run)) {
            Map<String, Set<String>> seen = new HashMap<>();
            monitor.await("all programs to end", PATIENCE, () -> {
                List<String> samples = monitor.metrics("vigil_");
                targets.forEach((name, target) ->
                        look(samples, target, seen.computeIfAbsent(name, unknown -> new HashSet<>())));
                return ended();
            });
            List<String> last = monitor.metrics("vigil_step{");
            List<String> shares = monitor.metrics("found_data_share{");
            SoftAssertions.assertSoftly(softly -> {
                targets.forEach((name, target) -> compare(softly, name, seen.get(name), last));
                for (String name : LOADING) {
                    softly.assertThat(value(shares, "found_data_share{", targets.get(name), ""))
                            .as("share of the time that %s waits for data", name)
                            .hasValueSatisfying(share -> assertThat(share).isBetween(0.6, 1.0));
                }
                softly.assertThat(monitor.everFired()).isEmpty();
            });
        }
    }

    @Test
    void findsANanBatchInEachAndTheProgramsEndWithTheirOwnStatus(@TempDir Path storage)
            throws IOException, InterruptedException {
        Path spoilt = storage.resolve("spoilt");
        start("--seconds", "20", "--nan-when", spoilt.toString(), "--status", Integer.toString(OWN_STATUS));
        try (MonitorProcess monitor = MonitorProcess.start(storage.resolve("data"), addresses())) {
            monitor.await(
                    "a loss of each",
                    () -> Optional.of(monitor.metrics("vigil_watch_value{"))
                            .filter(samples -> targets.values().stream()
                                    .allMatch(target -> value(samples, "", target, "name=\"loss\"")
                                            .isPresent())));
            Files.createFile(spoilt);
            for (RunningTarget target : targets.values()) {
                assertThat(monitor.awaitFiring("NonFiniteLoss", target.address())
                                .text())
                        .contains("NaN");
            }
            for (RunningTarget target : targets.values()) {
                assertThat(target.exitStatus(PATIENCE)).as(target.output()).isEqualTo(OWN_STATUS);
            }
        }
    }

    private void start(String... arguments) throws IOException, InterruptedException {
        RealTargets frameworks = RealTargets.frameworks();
        for (String framework : FRAMEWORKS) {
            targets.put(
                    framework, frameworks.start("framework_trainer.py", concat(new String[] {framework}, arguments)));
        }
    }

    private static String[] concat(String[] first, String... second) {
        return Stream.of(first, second).flatMap(Stream::of).toArray(String[]::new);
    }

    private String[] addresses() {
        return targets.values().stream().map(RunningTarget::address).toArray(String[]::new);
    }

    private Optional<Boolean> ended() {
        return Optional.of(true)
                .filter(yes -> targets.values().stream()
                        .noneMatch(target -> target.process().isAlive()));
    }

    /** Notes what the monitor shows of a program now, as {@code loss VALUE} and {@code lr VALUE}. */
    private static void look(List<String> samples, RunningTarget target, Set<String> seen) {
        for (String name : List.of("loss", "lr")) {
            value(samples, "vigil_watch_value{", target, "name=\"" + name + "\"")
                    .ifPresent(value -> seen.add(name + " " + value));
        }
    }

    /** What was seen against what the program printed of itself. */
    private void compare(SoftAssertions softly, String name, Set<String> seen, List<String> last) {
        RunningTarget target = targets.get(name);
        List<Double> losses = printed(target, "loss ");
        List<Double> steps = printed(target, "step ");
        List<Double> found = numbers(seen.stream(), "loss ");
        softly.assertThat(found).as("losses of %s", name).hasSizeGreaterThan(5).isSubsetOf(losses);
        softly.assertThat(numbers(seen.stream(), "lr "))
                .as("learning rates of %s", name)
                .isNotEmpty()
                .allSatisfy(rate -> assertThat(rate.floatValue()).isEqualTo(0.01f)); // Keras keeps a float
        double newest = steps.isEmpty() ? 0 : steps.get(steps.size() - 1);
        softly.assertThat(value(last, "vigil_step{", target, "").orElse(-1.0))
                .as("last step of %s", name)
                .isBetween(0.95 * newest, newest);
        softly.assertThat(target.process().exitValue()).as(name).isZero();
    }

    private static List<Double> printed(RunningTarget target, String what) {
        return numbers(target.output().lines(), what);
    }

    private static List<Double> numbers(Stream<String> lines, String what) {
        return lines.filter(line -> line.startsWith(what))
                .map(line -> Double.valueOf(line.substring(what.length())))
                .toList();
    }

    private static Optional<Double> value(List<String> samples, String metric, RunningTarget target, String label) {
        return samples.stream()
                .filter(line -> line.startsWith(metric) && line.contains(label))
                .filter(line -> line.contains("instance=\"" + target.address() + "\""))
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst();
    }
}
