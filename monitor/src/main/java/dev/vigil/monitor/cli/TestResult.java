package dev.vigil.monitor.cli;

import dev.vigil.rules.testing.Failure;
import dev.vigil.rules.testing.Named;
import java.util.List;

/**
 * What came of one test.
 *
 * @param test its name and place
 * @param failures what is not as expected
 * @param faults what went wrong in rules
 */
record TestResult(Named test, List<Failure> failures, List<String> faults) {

    TestResult {
        failures = List.copyOf(failures);
        faults = List.copyOf(faults);
    }

    boolean passed() {
        return failures.isEmpty() && faults.isEmpty();
    }
}
