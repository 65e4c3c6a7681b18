package dev.vigil.rules.testing;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One test: rows that come and go, and what the rules should make of them. Times count from the test's start.
 *
 * @param name unique in its file
 * @param until how long it runs
 * @param input what the tables hold
 * @param expectations what should be so
 * @param silence who should say nothing
 */
public record RuleTest(Named name, Duration until, List<Input> input, List<Expectation> expectations, Silence silence) {

    /** Checks and copies. */
    public RuleTest {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(until, "until");
        Objects.requireNonNull(silence, "silence");
        input = List.copyOf(input);
        expectations = List.copyOf(expectations);
    }

    /** All alerts that the test names, at their places. */
    public Stream<Named> alerts() {
        return Stream.concat(expectations.stream().map(Expectation::alert), silence.alerts().stream());
    }

    /**
     * Alerts that should neither be pending nor firing at any time.
     *
     * @param alerts the names given
     * @param others whether it holds for all alerts that no expectation names, too
     */
    public record Silence(List<Named> alerts, boolean others) {

        /** Nobody is asked to be silent. */
        static final Silence NONE = new Silence(List.of(), false);

        /** Copies. */
        public Silence {
            alerts = List.copyOf(alerts);
        }
    }
}
