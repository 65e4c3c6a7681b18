package dev.vigil.monitor.notify;

import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.monitor.config.Alerting.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which groups of alerts a webhook is due to hear of, as Alertmanager does it: alerts of one name and job are one group;
 * its first alert waits for others, then it is told at most once in a while, again when something changed, and now and then
 * while nothing does. An alert that ends before it was told is not told. Alerts with {@code severity: none} are for machines
 * and left out. One thread at a time.
 */
final class Groups {

    private static final String SILENT = "none";

    private final Pace pace;
    private final boolean sendResolved;
    private final Map<Map<String, String>, Group> groups = new TreeMap<>(Groups::compare);

    Groups(Pace pace, boolean sendResolved) {
        this.pace = pace;
        this.sendResolved = sendResolved;
    }

    /**
     * A group of which it is time to tell.
     *
     * @param labels of the group
     * @param alerts all that fire, then those that have ended since the last time
     */
    record Due(Map<String, String> labels, List<AlertUpdate> alerts) {}

    /** Groups to be told of now; they count as told. */
    List<Due> due(Standing standing, Instant now) {
        Map<Map<String, String>, Members> members = new HashMap<>();
        for (AlertUpdate alert : standing.firing()) {
            if (!SILENT.equals(alert.labels().get("severity"))) {
                members.computeIfAbsent(labels(alert), Members::of).firing.add(alert);
                groups.computeIfAbsent(labels(alert), unused -> new Group(now));
            }
        }
        for (AlertUpdate alert : standing.resolved()) {
            members.computeIfAbsent(labels(alert), Members::of).resolved.add(alert);
        }
        List<Due> due = new ArrayList<>();
        groups.forEach((labels, group) -> {
            List<AlertUpdate> alerts = group.look(members.getOrDefault(labels, Members.of(labels)), now);
            if (!alerts.isEmpty()) {
                due.add(new Due(labels, alerts));
            }
        });
        groups.values().removeIf(Group::isOver);
        return due;
    }

    private static Map<String, String> labels(AlertUpdate alert) {
        String job = alert.labels().get("job");
        return job == null ? Map.of("alertname", alert.name()) : Map.of("alertname", alert.name(), "job", job);
    }

    private static int compare(Map<String, String> one, Map<String, String> other) {
        return new TreeMap<>(one).toString().compareTo(new TreeMap<>(other).toString());
    }

    private record Members(List<AlertUpdate> firing, List<AlertUpdate> resolved) {
        static Members of(Map<String, String> unused) {
            return new Members(new ArrayList<>(), new ArrayList<>());
        }
    }

    /** What was told of one group. */
    private final class Group {

        private final Instant since;
        /** When each alert that was told as firing, and not as ended, began. */
        private final Map<Map<String, String>, Long> told = new HashMap<>();

        private @Nullable Instant last;
        private boolean fires;

        Group(Instant since) {
            this.since = since;
        }

        List<AlertUpdate> look(Members members, Instant now) {
            fires = !members.firing.isEmpty();
            Set<Map<String, String>> known = new HashSet<>();
            boolean news = false;
            for (AlertUpdate alert : members.firing) {
                known.add(alert.labels());
                Long firedAt = told.get(alert.labels());
                news |= firedAt == null || firedAt != alert.firedAt();
            }
            List<AlertUpdate> ended = new ArrayList<>();
            for (AlertUpdate alert : members.resolved) {
                if (sendResolved && told.containsKey(alert.labels()) && known.add(alert.labels())) {
                    ended.add(alert);
                }
            }
            told.keySet().retainAll(known); // the others went without a word, or nobody wants to hear of their end
            if (!isDue(news || !ended.isEmpty(), now)) {
                return List.of();
            }
            told.clear();
            members.firing.forEach(alert -> told.put(alert.labels(), alert.firedAt()));
            last = now;
            List<AlertUpdate> all = new ArrayList<>(members.firing);
            all.addAll(ended);
            return all;
        }

        private boolean isDue(boolean changed, Instant now) {
            if (last == null) {
                return changed && passed(since, pace.groupWait(), now);
            }
            boolean repeats = fires && passed(last, pace.repeatInterval(), now);
            return repeats || (changed && passed(last, pace.groupInterval(), now));
        }

        private boolean isOver() {
            return !fires && told.isEmpty();
        }
    }

    private static boolean passed(Instant since, Duration wait, Instant now) {
        return Duration.between(since, now).compareTo(wait) >= 0;
    }
}
