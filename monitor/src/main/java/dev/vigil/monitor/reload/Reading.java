package dev.vigil.monitor.reload;

import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.rules.Problem;
import dev.vigil.rules.RuleSet;
import java.util.List;
import java.util.Objects;

/** What the files say. */
public sealed interface Reading {

    /**
     * Something that can run.
     *
     * @param config checked configuration
     * @param rules checked rules, the built-in ones included
     */
    record Whole(VigilConfig config, RuleSet rules) implements Reading {

        /** Checks the arguments. */
        public Whole {
            Objects.requireNonNull(config, "config");
            Objects.requireNonNull(rules, "rules");
        }
    }

    /**
     * Nothing that can run.
     *
     * @param problems every mistake, at least one
     */
    record Broken(List<Problem> problems) implements Reading {

        /** Copies. */
        public Broken {
            problems = List.copyOf(problems);
        }
    }
}
