package dev.vigil.flink.sql;

import dev.vigil.rules.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Some rules cannot run; says which and why. */
public final class RulesRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** For these reasons, at least one. */
    public RulesRefusedException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Why, sorted by place. */
    public List<Problem> problems() {
        return problems;
    }
}
