package dev.vigil.rules.yaml;

import dev.vigil.rules.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Collects mistakes so that all of them can be told at once. The same mistake at the same place counts once. */
public final class Problems {

    /** More than anybody reads; keeps a hostile file from filling memory with messages. */
    static final int LIMIT = 200;

    private final TreeSet<Problem> found = new TreeSet<>();
    private int untold;
    private @Nullable Problem lastUntold;

    /** Notes one mistake. */
    public void add(Problem problem) {
        Objects.requireNonNull(problem, "problem");
        if (found.size() < LIMIT || found.contains(problem)) {
            found.add(problem);
        } else {
            untold++;
            lastUntold = problem;
        }
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** All of them by file, line and column; of very many the first, and how many more there were. */
    public List<Problem> list() {
        List<Problem> all = new ArrayList<>(found);
        if (lastUntold != null) {
            all.add(new Problem(lastUntold.file(), 0, 0, "and " + untold + " more problems"));
        }
        return List.copyOf(all);
    }
}
