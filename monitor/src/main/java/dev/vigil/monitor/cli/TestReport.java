package dev.vigil.monitor.cli;

import dev.vigil.rules.testing.Coverage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of all tests.
 *
 * @param results in the order of files and tests
 * @param coverage which rules were shown from both sides; null where nobody asked
 * @param took how long it took, on the wall
 */
record TestReport(List<TestResult> results, @Nullable Coverage coverage, Duration took) {

    TestReport {
        results = List.copyOf(results);
    }

    long failed() {
        return results.stream().filter(result -> !result.passed()).count();
    }

    List<TestResult> of(String file) {
        return results.stream()
                .filter(result -> result.test().file().equals(file))
                .toList();
    }

    List<String> files() {
        return results.stream().map(result -> result.test().file()).distinct().toList();
    }
}
