package dev.vigil.flink.sql;

import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.util.Set;
import java.util.TreeSet;

/** Which query each rule has: what a job's state was made by. Another text or another Flink is another version. */
public final class RuleVersions {

    private RuleVersions() {}

    /** One line for each rule, sorted. */
    public static Set<String> of(RuleSet rules) {
        Set<String> versions = new TreeSet<>();
        rules.rules().forEach(rule -> versions.add(of(rule)));
        return versions;
    }

    static String of(Rule rule) {
        String id = rule.id().replaceAll("\\R", " "); // a group's name may have several lines
        return RuleOperators.version(RuleText.of(rule.expr()).sql()) + " " + id;
    }
}
