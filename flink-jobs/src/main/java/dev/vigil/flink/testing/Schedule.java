package dev.vigil.flink.testing;

import dev.vigil.fleet.TableSpec;
import dev.vigil.flink.sql.TableNames;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Rule;
import dev.vigil.rules.lifecycle.Lifecycle;
import dev.vigil.rules.testing.RuleTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives each test its time and its lanes. */
final class Schedule {

    /** The first test's time 0: a midnight, so that windows of any usual size begin with the test. */
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration DAY = Duration.ofDays(1);
    /** How long an alert of events is held where its rule does not say, and some more for graces and agreement. */
    private static final Duration LEAST_REST = Duration.ofMinutes(10);

    private final Map<Rule, Set<TableSpec>> reads = new HashMap<>();
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private final Duration rest;
    private Instant next = FIRST;

    Schedule(List<Suite> suites) {
        suites.forEach(suite -> suite.rules().rules().forEach(rule -> reads.put(rule, TableNames.in(rule))));
        rest = rest();
        for (int i = 0; i < suites.size(); i++) {
            add(i, suites.get(i));
        }
    }

    List<Lane> lanes() {
        return List.copyOf(lanes);
    }

    /** The lane to which one of its rules belongs. */
    Lane lane(Rule rule) {
        String name = Lane.of(rule.id());
        return lanes.stream()
                .filter(lane -> lane.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("of no lane: " + rule.id()));
    }

    List<Slot> slots() {
        return List.copyOf(slots);
    }

    /** After a test's rows have gone nothing may be left of its alerts when the next one begins. */
    private Duration rest() {
        return reads.keySet().stream()
                .filter(AlertRule.class::isInstance)
                .map(rule -> ((AlertRule) rule).keepFiringFor())
                .filter(Objects::nonNull)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO)
                .plus(Lifecycle.RESOLVED_RETENTION)
                .plus(LEAST_REST);
    }

    private void add(int number, Suite suite) {
        List<Rule> states = new ArrayList<>();
        List<Rule> histories = new ArrayList<>();
        suite.rules().rules().forEach(rule -> (readsHistory(rule) ? histories : states).add(rule));
        Lane shared = lane("s" + number, states);
        if (!states.isEmpty()) {
            lanes.add(shared);
        }
        for (RuleTest test : suite.tests()) {
            List<Rule> own =
                    histories.stream().filter(rule -> feeds(test, rule)).toList();
            List<Lane> mine = new ArrayList<>(states.isEmpty() ? List.of() : List.of(shared));
            if (!own.isEmpty()) {
                Lane lane = lane("t" + slots.size(), own);
                lanes.add(lane);
                mine.add(lane);
            }
            Slot slot = new Slot(test, next, mine, !own.isEmpty());
            slots.add(slot);
            next = midnightAfter(slot.end().plus(rest));
        }
    }

    private Lane lane(String name, List<Rule> rules) {
        Set<TableSpec> tables = new HashSet<>();
        rules.forEach(rule -> tables.addAll(reads.getOrDefault(rule, Set.of())));
        return new Lane(name, rules, tables);
    }

    private boolean readsHistory(Rule rule) {
        return reads.getOrDefault(rule, Set.of()).stream().anyMatch(table -> !table.changelog());
    }

    private boolean feeds(RuleTest test, Rule rule) {
        Set<String> histories = reads.getOrDefault(rule, Set.of()).stream()
                .filter(table -> !table.changelog())
                .map(TableSpec::name)
                .collect(Collectors.toSet());
        return test.input().stream()
                .anyMatch(input -> histories.contains(input.table().name()));
    }

    private static Instant midnightAfter(Instant time) {
        long days = Duration.between(FIRST, time).toDays() + 1;
        return FIRST.plus(DAY.multipliedBy(days));
    }
}
