package dev.vigil.flink;

import dev.vigil.rules.RuleChanges;
import dev.vigil.rules.RuleSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * What shall run.
 *
 * @param settings how
 * @param rules all that are wanted
 * @param off ids of those that took the job down and are left out
 */
record JobSpec(PipelineSettings settings, RuleSet rules, Set<String> off) {

    JobSpec {
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(rules, "rules");
        off = Set.copyOf(off);
    }

    /** All rules that are wanted, none of them left out yet. */
    static JobSpec of(PipelineSettings settings, RuleSet rules) {
        return new JobSpec(settings, rules, Set.of());
    }

    /** The same without this rule. */
    JobSpec without(String rule) {
        Set<String> more = new HashSet<>(off);
        more.add(rule);
        return new JobSpec(settings, rules, more);
    }

    /** Whether a job of this one does all that is wanted of the other. */
    boolean does(JobSpec other) {
        return off.isEmpty()
                && settings.equals(other.settings)
                && RuleChanges.between(rules, other.rules).isEmpty();
    }

    /** The rules that run. */
    RuleSet running() {
        return new RuleSet(
                rules.rules().stream().filter(rule -> !off.contains(rule.id())).toList());
    }
}
