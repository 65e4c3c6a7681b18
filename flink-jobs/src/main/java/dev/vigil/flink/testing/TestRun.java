package dev.vigil.flink.testing;

import dev.vigil.rules.testing.AlertTold;
import dev.vigil.rules.testing.RuleTest;
import java.util.List;
import java.util.Objects;

/**
 * What happened in one test.
 *
 * @param test the test
 * @param told what the rules said of alerts, in order of time
 * @param faults what went wrong in rules while they ran, one sentence each; what is told may be incomplete then
 */
public record TestRun(RuleTest test, List<AlertTold> told, List<String> faults) {

    /** Checks and copies. */
    public TestRun {
        Objects.requireNonNull(test, "test");
        told = List.copyOf(told);
        faults = List.copyOf(faults);
    }
}
