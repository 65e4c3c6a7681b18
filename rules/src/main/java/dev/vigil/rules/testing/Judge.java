package dev.vigil.rules.testing;

import dev.vigil.rules.lifecycle.Lifecycle;
import dev.vigil.rules.testing.Comparison.Texts;
import dev.vigil.rules.testing.Expectation.Moment;
import dev.vigil.rules.testing.Expectation.State;
import dev.vigil.rules.testing.Expectation.Story;
import dev.vigil.rules.testing.Expectation.Turn;
import dev.vigil.rules.testing.Failure.Line;
import dev.vigil.rules.testing.Failure.Side;
import dev.vigil.rules.testing.Pairing.Differences;
import dev.vigil.rules.yaml.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares what one test expects with what the rules said. Pure; used once. */
public final class Judge {

    /** Alerts of which a message tells the story; more are counted. */
    private static final int MOST_STORIES = 5;

    private final RuleTest test;
    /** What was told of each alert, in order of time. */
    private final Map<Map<String, String>, List<AlertTold>> lives = new LinkedHashMap<>();

    private final List<Failure> failures = new ArrayList<>();

    private Judge(RuleTest test, List<AlertTold> told) {
        this.test = test;
        told.forEach(update -> lives.computeIfAbsent(update.labels(), unused -> new ArrayList<>())
                .add(update));
    }

    /**
     * All that is not as it should be; empty where the test has passed.
     *
     * @param test the test
     * @param told what the rules said while it ran, in order of time
     */
    public static List<Failure> failures(RuleTest test, List<AlertTold> told) {
        Judge judge = new Judge(test, told);
        for (Expectation expectation : test.expectations()) {
            if (expectation instanceof Moment moment) {
                judge.check(moment);
            } else if (expectation instanceof Story story) {
                judge.check(story);
            }
        }
        judge.checkSilence();
        return List.copyOf(judge.failures);
    }

    private void check(Moment moment) {
        if (moment.state() == State.INACTIVE) {
            List<AlertTold> active = at(moment).filter(AlertTold::active).toList();
            if (!active.isEmpty()) {
                List<Line> lines = active.stream()
                        .map(alert -> new Line(Side.GOT, Texts.alert(alert)))
                        .toList();
                fail(moment, "expected to be inactive", lines, List.of());
            }
            return;
        }
        List<AlertTold> actual =
                at(moment).filter(alert -> alert.state() == moment.state()).toList();
        boolean onlyCounted = moment.alerts().stream().allMatch(AlertPattern.ANY::equals);
        if (onlyCounted && moment.alerts().size() == actual.size()) {
            return;
        }
        Pairing pairing = new Pairing(moment.alerts(), actual);
        if (!pairing.isComplete()) {
            Differences differences = pairing.differences();
            String counts = moment.alerts().size() == actual.size()
                    ? moment.state().text() + ", but not as expected"
                    : "expected " + moment.alerts().size() + " "
                            + moment.state().text() + ", got " + actual.size();
            fail(moment, counts, differences.lines(moment.state()), differences.hints());
        }
    }

    /** The alerts of that name as they are at that time. */
    private Stream<AlertTold> at(Moment moment) {
        return lives.values().stream()
                .flatMap(life -> newest(life, moment.at()).stream())
                .filter(alert -> alert.alert().equals(moment.alert().text()));
    }

    /** What holds at a time; empty before there was anything, and once it is forgotten. */
    private static Optional<AlertTold> newest(List<AlertTold> life, Duration at) {
        AlertTold newest = null;
        for (AlertTold update : life) {
            newest = update.at().compareTo(at) <= 0 ? update : newest;
        }
        return Optional.ofNullable(newest)
                .filter(update -> update.state() != State.DROPPED)
                .filter(update -> update.active() || at.minus(update.at()).compareTo(Lifecycle.RESOLVED_RETENTION) < 0);
    }

    private void fail(Moment moment, String message, List<Line> lines, List<String> hints) {
        List<String> notes = new ArrayList<>(hints);
        notes.addAll(stories(moment.alert().text()));
        String at = moment.alert().text() + " at " + Durations.text(moment.at());
        failures.add(new Failure(moment.alert(), at + ": " + message, lines, notes));
    }

    /** Told for orientation: what the alerts of that name did in the whole test. */
    private List<String> stories(String alert) {
        List<List<AlertTold>> all = lives.values().stream()
                .filter(life -> life.get(0).alert().equals(alert))
                .toList();
        if (all.isEmpty()) {
            return List.of(alert + " did nothing in this test");
        }
        List<String> told = new ArrayList<>();
        all.stream()
                .limit(MOST_STORIES)
                .forEach(life -> told.add("what it did: "
                        + turns(life).stream().map(Turn::toString).collect(Collectors.joining(", "))
                        + labelsIfMany(life, all.size())));
        if (all.size() > MOST_STORIES) {
            told.add("and " + (all.size() - MOST_STORIES) + " more alerts");
        }
        return told;
    }

    private static String labelsIfMany(List<AlertTold> life, int count) {
        return count == 1 ? "" : " " + Texts.labels(life.get(0).labels());
    }

    private static List<Turn> turns(List<AlertTold> life) {
        List<Turn> turns = new ArrayList<>();
        State last = State.INACTIVE;
        for (AlertTold update : life) {
            if (update.state() != last) {
                turns.add(new Turn(update.state(), update.at()));
                last = update.state();
            }
        }
        return turns;
    }

    private void check(Story story) {
        String name = story.alert().text();
        List<List<AlertTold>> candidates = lives.values().stream()
                .filter(life -> life.get(0).alert().equals(name))
                .filter(life -> matches(story.labels(), life.get(0).labels()))
                .toList();
        if (candidates.size() > 1) {
            List<Line> lines = candidates.stream()
                    .map(life -> new Line(Side.GOT, Texts.labels(life.get(0).labels())))
                    .toList();
            failures.add(new Failure(
                    story.alert(),
                    "the history of " + name + ": there are " + candidates.size() + " such alerts",
                    lines,
                    List.of("say which one with 'labels'")));
            return;
        }
        List<Turn> actual = candidates.isEmpty() ? List.of() : turns(candidates.get(0));
        if (!actual.equals(story.turns())) {
            List<String> notes = candidates.isEmpty() ? stories(name) : List.of();
            failures.add(new Failure(
                    story.alert(), "the history of " + name + " is another", diff(story.turns(), actual), notes));
        }
    }

    private static boolean matches(Map<String, TextPattern> patterns, Map<String, String> labels) {
        return patterns.entrySet().stream().allMatch(entry -> entry.getValue().matches(labels.get(entry.getKey())));
    }

    /** Both histories in order of time. */
    private static List<Line> diff(List<Turn> expected, List<Turn> actual) {
        Map<Duration, List<Line>> byTime = new TreeMap<>();
        expected.forEach(turn -> byTime.computeIfAbsent(turn.at(), unused -> new ArrayList<>())
                .add(new Line(actual.contains(turn) ? Side.BOTH : Side.EXPECTED, turn.toString())));
        actual.stream()
                .filter(turn -> !expected.contains(turn))
                .forEach(turn -> byTime.computeIfAbsent(turn.at(), unused -> new ArrayList<>())
                        .add(new Line(Side.GOT, turn.toString())));
        return byTime.values().stream().flatMap(List::stream).toList();
    }

    private void checkSilence() {
        for (Named alert : test.silence().alerts()) {
            List<AlertTold> loud = loud(alert.text());
            if (!loud.isEmpty()) {
                failures.add(new Failure(
                        alert, alert.text() + ": expected to be silent", lines(loud), stories(alert.text())));
            }
        }
        if (test.silence().others()) {
            Set<String> named = test.alerts().map(Named::text).collect(Collectors.toSet());
            lives.values().stream()
                    .map(life -> life.get(0).alert())
                    .distinct()
                    .filter(alert -> !named.contains(alert))
                    .forEach(alert -> failures.add(new Failure(
                            test.name(),
                            alert + ": all others were expected to be silent",
                            lines(loud(alert)),
                            stories(alert))));
        }
    }

    private List<AlertTold> loud(String alert) {
        return lives.values().stream()
                .map(life -> first(life, alert))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable AlertTold first(List<AlertTold> life, String alert) {
        AlertTold first = life.get(0);
        return first.alert().equals(alert) ? first : null;
    }

    private static List<Line> lines(List<AlertTold> alerts) {
        return alerts.stream()
                .limit(MOST_STORIES)
                .map(alert -> new Line(Side.GOT, Texts.alert(alert)))
                .toList();
    }
}
