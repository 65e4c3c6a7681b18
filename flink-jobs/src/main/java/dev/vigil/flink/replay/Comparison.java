package dev.vigil.flink.replay;

import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What other rules make of one recording: alerts that fire with the new ones only, with the old ones only, or at other times.
 *
 * <p>Two alerts are one where name and labels agree, but for the labels that the rules themselves add, and where they fire at
 * one time at least.
 *
 * @param gained fire with the new rules only
 * @param lost fired with the old rules only
 * @param moved fire with both, and begin or end at least a second apart
 * @param same how many do not differ
 */
public record Comparison(List<Episode> gained, List<Episode> lost, List<Moved> moved, int same) {

    /** Where queries join, what is less apart than this says nothing. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private static final Comparator<Episode> BY_FIRING =
            Comparator.comparing(episode -> episode.firedAt().orElse(Instant.MAX));

    /** Copies. */
    public Comparison {
        gained = List.copyOf(gained);
        lost = List.copyOf(lost);
        moved = List.copyOf(moved);
    }

    /** An alert that fires with both at different times. */
    public record Moved(Episode before, Episode after) {}

    /**
     * What a replay came to, and the rules it was played through.
     *
     * @param rules the rules
     * @param episodes of the replay
     */
    public record Side(RuleSet rules, List<Episode> episodes) {

        private Map<List<Object>, List<Episode>> byIdentity(Set<String> added) {
            Map<List<Object>, List<Episode>> groups = new LinkedHashMap<>();
            for (Episode episode : episodes) {
                if (episode.fired()) {
                    Map<String, String> labels = new HashMap<>(episode.labels());
                    labels.keySet().removeAll(added);
                    groups.computeIfAbsent(List.of(episode.alert(), labels), unused -> new ArrayList<>())
                            .add(episode);
                }
            }
            groups.values().forEach(group -> group.sort(BY_FIRING));
            return groups;
        }

        private Set<String> addedLabels() {
            Set<String> added = new HashSet<>();
            rules.rules().stream().map(Rule::labels).forEach(labels -> added.addAll(labels.keySet()));
            return added;
        }
    }

    /** Compares. */
    public static Comparison of(Side before, Side after) {
        Set<String> added = before.addedLabels();
        added.addAll(after.addedLabels());
        Map<List<Object>, List<Episode>> old = before.byIdentity(added);
        Pairs pairs = new Pairs();
        after.byIdentity(added).forEach((identity, now) -> {
            List<Episode> then = old.remove(identity);
            pairs.pair(then == null ? List.of() : then, now);
        });
        old.values().forEach(then -> pairs.pair(then, List.of()));
        return pairs.comparison();
    }

    private static final class Pairs {

        private final List<Episode> gained = new ArrayList<>();
        private final List<Episode> lost = new ArrayList<>();
        private final List<Moved> moved = new ArrayList<>();
        private int same;

        /** Both in order of time. */
        void pair(List<Episode> then, List<Episode> now) {
            int i = 0;
            int j = 0;
            while (i < then.size() && j < now.size()) {
                Episode before = then.get(i);
                Episode after = now.get(j);
                if (isOver(before, after)) {
                    lost.add(before);
                    i++;
                } else if (isOver(after, before)) {
                    gained.add(after);
                    j++;
                } else {
                    note(before, after);
                    i++;
                    j++;
                }
            }
            lost.addAll(then.subList(i, then.size()));
            gained.addAll(now.subList(j, now.size()));
        }

        private static boolean isOver(Episode one, Episode when) {
            return end(one).isBefore(start(when));
        }

        private void note(Episode before, Episode after) {
            if (isClose(start(before), start(after)) && isClose(end(before), end(after))) {
                same++;
            } else {
                moved.add(new Moved(before, after));
            }
        }

        private static boolean isClose(Instant one, Instant other) {
            return one.equals(other) || Duration.between(one, other).abs().compareTo(TOLERANCE) < 0;
        }

        private static Instant start(Episode episode) {
            return episode.firedAt().orElse(Instant.MAX);
        }

        private static Instant end(Episode episode) {
            Optional<Instant> end = episode.endedAt();
            return end.orElse(Instant.MAX);
        }

        Comparison comparison() {
            gained.sort(BY_FIRING);
            lost.sort(BY_FIRING);
            moved.sort(Comparator.comparing(Moved::after, BY_FIRING));
            return new Comparison(gained, lost, moved, same);
        }
    }
}
