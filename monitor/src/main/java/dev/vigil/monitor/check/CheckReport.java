package dev.vigil.monitor.check;

import dev.vigil.rules.Problem;
import java.util.List;

/**
 * What a look through files found.
 *
 * @param good files without any mistake, as the user gave them
 * @param problems every mistake, by file and place
 * @param version of Vigil
 */
public record CheckReport(List<String> good, List<Problem> problems, String version) {

    /** Copies. */
    public CheckReport {
        good = List.copyOf(good);
        problems = List.copyOf(problems);
    }

    /** Mistakes with which nothing starts. */
    public long errors() {
        return problems.stream().filter(Problem::isError).count();
    }

    /** Mistakes with which a rule runs, and probably does not do what is meant. */
    public long warnings() {
        return problems.size() - errors();
    }

    /**
     * Whether the files pass.
     *
     * @param strict whether a warning fails them too
     */
    public boolean passes(boolean strict) {
        return strict ? problems.isEmpty() : errors() == 0;
    }
}
