package dev.vigil.flink.testing;

import dev.vigil.fleet.TableSpec;
import dev.vigil.rules.Rule;
import java.util.List;
import java.util.Set;

/**
 * Rules that see the rows of certain tests only. Queries over tables of latest states forget a test once its rows have gone,
 * so all tests of a suite run through one lane. Queries over histories do not, so each test that feeds them has a lane.
 *
 * @param name unique; the ids of its rules begin with it
 * @param rules under ids of their own
 * @param tables all that they may read
 */
record Lane(String name, List<Rule> rules, Set<TableSpec> tables) {

    /** Separates a lane's name from the rest of an id; in no lane's name. */
    static final char SEPARATOR = '/';

    Lane {
        rules = rules.stream()
                .map(rule -> rule.withId(name + SEPARATOR + rule.id()))
                .toList();
        tables = Set.copyOf(tables);
    }

    /** Name of the lane to which a rule of that id belongs. */
    static String of(String rule) {
        return rule.substring(0, rule.indexOf(SEPARATOR));
    }
}
