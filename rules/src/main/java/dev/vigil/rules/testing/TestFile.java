package dev.vigil.rules.testing;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * A test file.
 *
 * @param file path as the user gave it
 * @param ruleFiles the files whose rules are tested, as written: relative to the file, globs in the last part; empty = the
 *     built-in rules
 * @param tests in file order
 */
public record TestFile(String file, List<Named> ruleFiles, List<RuleTest> tests) {

    /** Checks and copies. */
    public TestFile {
        Objects.requireNonNull(file, "file");
        ruleFiles = List.copyOf(ruleFiles);
        tests = List.copyOf(tests);
    }

    /** The file with these tests alone. */
    public TestFile only(Predicate<RuleTest> wanted) {
        return new TestFile(file, ruleFiles, tests.stream().filter(wanted).toList());
    }
}
