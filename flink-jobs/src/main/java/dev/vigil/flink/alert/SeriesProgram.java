package dev.vigil.flink.alert;

import dev.vigil.rules.RecordRule;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * How one rule's series are told.
 *
 * @param rule the rule
 * @param plan version of its query: another text or another Flink is another version
 * @param agreement how long looks at its result must agree before one is believed; zero where each look is exact
 */
public record SeriesProgram(RecordRule rule, String plan, Duration agreement) implements Serializable {

    /** Checks the arguments. */
    public SeriesProgram {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(agreement, "agreement");
    }

    /**
     * The program of a rule.
     *
     * @param rule the rule
     * @param plan version of its query
     * @param exact whether each look at its result is exact
     */
    public static SeriesProgram of(RecordRule rule, String plan, boolean exact) {
        return new SeriesProgram(rule, plan, AlertProgram.agreement(exact));
    }
}
