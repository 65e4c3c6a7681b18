package dev.vigil.rules.testing;

import dev.vigil.rules.testing.Comparison.Texts;
import dev.vigil.rules.testing.Expectation.State;
import dev.vigil.rules.testing.Failure.Line;
import dev.vigil.rules.testing.Failure.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Gives each pattern an alert of its own that is like it, as far as that is possible; in whatever order they were written. */
final class Pairing {

    private static final int NOBODY = -1;

    private final List<AlertPattern> patterns;
    private final List<AlertTold> alerts;
    private final int[] patternOf;

    Pairing(List<AlertPattern> patterns, List<AlertTold> alerts) {
        this.patterns = patterns;
        this.alerts = alerts;
        this.patternOf = new int[alerts.size()];
        Arrays.fill(patternOf, NOBODY);
        for (int pattern = 0; pattern < patterns.size(); pattern++) {
            place(pattern, new boolean[alerts.size()]);
        }
    }

    /** A free one, or an augmenting path: who was placed before may have to move. */
    private boolean place(int pattern, boolean[] tried) {
        for (int alert = 0; alert < alerts.size(); alert++) {
            if (patternOf[alert] == NOBODY && compare(pattern, alert).agrees()) {
                patternOf[alert] = pattern;
                return true;
            }
        }
        for (int alert = 0; alert < alerts.size(); alert++) {
            if (!tried[alert] && compare(pattern, alert).agrees()) {
                tried[alert] = true;
                if (place(patternOf[alert], tried)) {
                    patternOf[alert] = pattern;
                    return true;
                }
            }
        }
        return false;
    }

    private Comparison compare(int pattern, int alert) {
        return new Comparison(patterns.get(pattern), alerts.get(alert));
    }

    /** Whether each has one, and no alert is left. */
    boolean isComplete() {
        return patterns.size() == alerts.size() && Arrays.stream(patternOf).noneMatch(pattern -> pattern == NOBODY);
    }

    /** Each pattern beside its alert, or else the one of the rest that is most like it; then what has no partner. */
    Differences differences() {
        List<Comparison> compared = new ArrayList<>();
        List<AlertPattern> missing = new ArrayList<>();
        List<AlertTold> rest = new ArrayList<>();
        for (int alert = 0; alert < patternOf.length; alert++) {
            if (patternOf[alert] == NOBODY) {
                rest.add(alerts.get(alert));
            } else {
                compared.add(compare(patternOf[alert], alert));
            }
        }
        for (int pattern = 0; pattern < patterns.size(); pattern++) {
            AlertPattern wanted = patterns.get(pattern);
            if (!isPlaced(pattern)) {
                Optional<Comparison> nearest = rest.stream()
                        .map(alert -> new Comparison(wanted, alert))
                        .min(Comparator.comparing(Comparison::mistakes));
                nearest.ifPresentOrElse(
                        comparison -> {
                            rest.remove(comparison.alert());
                            compared.add(comparison);
                        },
                        () -> missing.add(wanted));
            }
        }
        return new Differences(compared, missing, rest);
    }

    private boolean isPlaced(int pattern) {
        return Arrays.stream(patternOf).anyMatch(placed -> placed == pattern);
    }

    /**
     * What is the matter.
     *
     * @param compared patterns with an alert
     * @param missing patterns for which no alert is left
     * @param surplus alerts for which no pattern is left
     */
    record Differences(List<Comparison> compared, List<AlertPattern> missing, List<AlertTold> surplus) {

        List<Line> lines(State state) {
            List<Line> lines = new ArrayList<>();
            compared.forEach(comparison -> lines.addAll(comparison.lines()));
            for (AlertPattern pattern : missing) {
                lines.add(new Line(Side.EXPECTED, state.text() + " " + Texts.labels(pattern.labels())));
                pattern.annotations()
                        .forEach((name, text) ->
                                lines.add(new Line(Side.EXPECTED, "  annotation " + name + ": " + text)));
            }
            surplus.forEach(alert -> lines.add(new Line(Side.GOT, Texts.alert(alert))));
            return lines;
        }

        List<String> hints() {
            return compared.stream()
                    .flatMap(comparison -> comparison.hints().stream())
                    .distinct()
                    .toList();
        }
    }
}
