package dev.vigil.rules.yaml;

import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the author of a rule file will not have meant, as far as it shows outside the queries. */
public final class RuleFileLint {

    private RuleFileLint() {}

    /**
     * Looks through one file.
     *
     * @param source a rule file; mistakes of its shape are told by {@link RuleReader} and passed over here
     * @param pollInterval how often the fastest job is asked
     * @return warnings, in the order of the file
     */
    public static List<Problem> lint(YamlSource source, Duration pollInterval) {
        Problems found = new Problems();
        Optional<YamlMap> root = YamlDocument.read(source, new Problems());
        List<YamlMap> rules = new ArrayList<>();
        root.map(map -> map.maps("groups")).orElse(List.of()).forEach(group -> rules.addAll(group.maps("rules")));
        rules.stream().filter(rule -> rule.has("alert")).forEach(rule -> lint(source, rule, pollInterval, found));
        return found.list();
    }

    private static void lint(YamlSource source, YamlMap rule, Duration pollInterval, Problems found) {
        Optional<YamlNode> annotations = rule.get("annotations");
        boolean summary = annotations.isPresent()
                && annotations.get() instanceof YamlMap texts
                && texts.get("summary").isPresent();
        if (!summary) {
            found.add(new Problem(
                    source.file(),
                    rule.line(),
                    rule.column(),
                    ProblemKind.MISSING_SUMMARY,
                    "the alert has no annotation 'summary'"));
        }
        if (rule.get("for").orElse(null) instanceof YamlScalar hold) {
            Durations.parse(hold.text())
                    .filter(duration -> !duration.isZero() && duration.compareTo(pollInterval) < 0)
                    .ifPresent(duration -> found.add(new Problem(
                            source.file(),
                            hold.line(),
                            hold.column(),
                            ProblemKind.SHORT_FOR,
                            "'for' is " + hold.text() + ", and a target is asked every " + pollInterval.toMillis()
                                    + " ms")));
        }
    }
}
