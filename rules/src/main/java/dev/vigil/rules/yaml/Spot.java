package dev.vigil.rules.yaml;

import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;

/**
 * A place, and where mistakes found there are noted.
 *
 * @param file path as the user gave it
 * @param line from 1
 * @param column from 1
 * @param problems collects mistakes
 */
record Spot(String file, int line, int column, Problems problems) {

    void problem(ProblemKind kind, String message) {
        problems.add(new Problem(file, line, column, kind, message));
    }

    Spot at(int otherLine, int otherColumn) {
        return new Spot(file, otherLine, otherColumn, problems);
    }
}
