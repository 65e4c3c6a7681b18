package dev.vigil.flink.testing;

import dev.vigil.rules.RuleSet;
import dev.vigil.rules.testing.RuleTest;
import java.util.List;
import java.util.Objects;

/**
 * Rules and the tests that they shall stand.
 *
 * @param rules all of them run in each test
 * @param tests the tests
 */
public record Suite(RuleSet rules, List<RuleTest> tests) {

    /** Checks and copies. */
    public Suite {
        Objects.requireNonNull(rules, "rules");
        tests = List.copyOf(tests);
    }
}
