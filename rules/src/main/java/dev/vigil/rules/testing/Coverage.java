package dev.vigil.rules.testing;

import dev.vigil.rules.AlertRule;
import dev.vigil.rules.RuleSet;
import dev.vigil.rules.testing.Expectation.Moment;
import dev.vigil.rules.testing.Expectation.State;
import dev.vigil.rules.testing.Expectation.Story;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Which alerts the tests have shown from both sides: made to fire, and left silent where a test says that they should be. A
 * test that does not name an alert proves nothing of its silence.
 */
public final class Coverage {

    private final Set<String> all = new LinkedHashSet<>();
    private final Set<String> fired = new LinkedHashSet<>();
    private final Set<String> silent = new LinkedHashSet<>();

    /** Notes that these rules are to be covered. */
    public void rules(RuleSet rules) {
        rules.rules().stream()
                .filter(AlertRule.class::isInstance)
                .map(rule -> rule.name())
                .forEach(all::add);
    }

    /** Notes one test and what came of it. */
    public void test(RuleTest test, List<AlertTold> told) {
        Set<String> firing = new LinkedHashSet<>();
        told.stream()
                .filter(update -> update.state() == State.FIRING)
                .map(AlertTold::alert)
                .forEach(firing::add);
        fired.addAll(firing);
        test.silence().alerts().stream()
                .map(Named::text)
                .filter(alert -> !firing.contains(alert))
                .forEach(silent::add);
        test.expectations().stream()
                .filter(Coverage::expectsSilence)
                .map(expectation -> expectation.alert().text())
                .filter(alert -> !firing.contains(alert))
                .forEach(silent::add);
    }

    private static boolean expectsSilence(Expectation expectation) {
        if (expectation instanceof Moment moment) {
            return moment.quiet() || moment.state() == State.PENDING;
        }
        return expectation instanceof Story story
                && story.turns().stream().noneMatch(turn -> Objects.equals(turn.state(), State.FIRING));
    }

    /** How many alerts there are to cover. */
    public int size() {
        return all.size();
    }

    /** Alerts that no test makes fire, in the rules' order. */
    public List<String> neverFired() {
        return all.stream().filter(alert -> !fired.contains(alert)).toList();
    }

    /** Alerts that no test names and leaves silent, in the rules' order. */
    public List<String> neverSilent() {
        return all.stream().filter(alert -> !silent.contains(alert)).toList();
    }
}
