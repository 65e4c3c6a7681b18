package dev.vigil.flink.sql;

import dev.vigil.rules.Problem;
import java.util.List;

/** What came of looking at a rule's query. */
public sealed interface RuleCheck {

    /**
     * It can run.
     *
     * @param shape what is known of it
     * @param warnings what may surprise its author
     */
    record Valid(RuleShape shape, List<Problem> warnings) implements RuleCheck {

        /** Copies. */
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * It cannot.
     *
     * @param problems why not, at least one
     */
    record Refused(List<Problem> problems) implements RuleCheck {

        /** Checks and copies. */
        public Refused {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("refused without a reason");
            }
        }
    }
}
