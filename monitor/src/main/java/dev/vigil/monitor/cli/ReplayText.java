package dev.vigil.monitor.cli;

import dev.vigil.flink.replay.Comparison;
import dev.vigil.flink.replay.Comparison.Moved;
import dev.vigil.flink.replay.Episode;
import dev.vigil.flink.replay.Replayed;
import dev.vigil.monitor.alert.Figures;
import dev.vigil.monitor.cli.Terminal.Style;
import dev.vigil.recording.Damage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A replay for people. Times are the monitor's, in UTC. */
final class ReplayText {

    private final Terminal terminal;
    private final boolean pending;

    /** One line of the timeline. */
    private record Line(Instant time, String text) {}

    /**
     * Prints.
     *
     * @param pending whether alerts that did not fire are shown as well
     */
    ReplayText(Terminal terminal, boolean pending) {
        this.terminal = terminal;
        this.pending = pending;
    }

    /** How fast it went. */
    static String speed(Replayed replayed) {
        return String.format(
                Locale.ROOT,
                "%,d readings in %.2f s: %,.0f readings/s",
                replayed.readings(),
                replayed.took().toMillis() / 1e3,
                replayed.perSecond());
    }

    /** Why a recording has no reading. */
    static String emptiness(Damage damage) {
        return damage.isNone()
                ? "the monitor that made it ended within a second, or has just begun to write"
                : String.join("; ", damage(damage));
    }

    private static List<String> damage(Damage damage) {
        List<String> parts = new ArrayList<>();
        if (damage.torn() > 0) {
            parts.add("from byte " + damage.tornAt() + " to its end (" + damage.torn()
                    + " bytes) there is no whole block:"
                    + " the monitor was killed, or still writes, or the file was cut");
        }
        if (damage.inTheMiddle()) {
            parts.add("the recording is damaged from byte " + damage.damagedAt() + " on: " + damage.damaged()
                    + " bytes cannot be read, and " + damage.lostReadings() + " readings behind them");
        }
        return parts;
    }

    /** What is missing from the recording or the result. */
    List<String> warnings(ReplayReport report) {
        List<String> warnings = new ArrayList<>();
        Replayed replayed = report.replayed();
        warnings.addAll(damage(replayed.damage()));
        if (replayed.runs().stream().map(run -> run.fleet()).distinct().count() > 1) {
            warnings.add("its runs had different poll intervals or retentions: those of the first hold here");
        }
        if (replayed.leftOut() > 0) {
            warnings.add(replayed.leftOut() + " more alerts came and went than are shown");
        }
        replayed.failures()
                .forEach((rule, count) ->
                        warnings.add("rule " + rule + " failed on " + count + " rows, which were left out"));
        replayed.crowded()
                .forEach((rule, count) ->
                        warnings.add("rule " + rule + ": " + count + " more alerts did not fit into its limit"));
        return warnings.stream()
                .map(warning -> terminal.styled(Style.WARN, Printable.text(warning)))
                .toList();
    }

    /** What fired and when. */
    List<String> timeline(ReplayReport report) {
        List<String> lines = new ArrayList<>(head(report));
        List<Line> timeline = new ArrayList<>();
        report.fired().forEach(episode -> add(episode, timeline));
        if (pending) {
            report.unfired().forEach(episode -> add(episode, timeline));
        }
        timeline.sort(Comparator.comparing(Line::time));
        timeline.forEach(line -> lines.add(line.text()));
        lines.add("");
        lines.add(total(report));
        return lines;
    }

    private List<String> head(ReplayReport report) {
        Replayed replayed = report.replayed();
        String runs = replayed.runs().size() == 1 ? "1 run" : replayed.runs().size() + " runs";
        String span = replayed.from().isEmpty() || replayed.to().isEmpty()
                ? "no readings"
                : time(replayed.from().get()) + " to " + time(replayed.to().get());
        String recording = report.recording() + ": " + span + ", " + runs + ", "
                + String.format(Locale.ROOT, "%,d", replayed.readings()) + " readings";
        return List.of(terminal.styled(Style.BOLD, Printable.text(recording)), "");
    }

    private void add(Episode episode, List<Line> timeline) {
        Instant begin = episode.firedAt().orElse(episode.activeAt());
        String summary = episode.annotations().getOrDefault("summary", "");
        String what = episode.fired() ? "firing" : "pending";
        timeline.add(
                new Line(begin, styled(episode.fired() ? Style.BAD : Style.WARN, line(begin, what, episode, summary))));
        episode.endedAt().ifPresent(end -> {
            String after =
                    "after " + Figures.duration(Duration.between(begin, end).toMillis() / 1e3);
            timeline.add(new Line(end, line(end, episode.fired() ? "resolved" : "dropped", episode, after)));
        });
    }

    private String styled(Style style, String line) {
        return terminal.styled(style, line);
    }

    private static String line(Instant time, String what, Episode episode, String text) {
        String severity = episode.labels().getOrDefault("severity", "");
        String line = String.format(
                Locale.ROOT,
                "%s  %-8s  %-8s  %-20s  %s  %s",
                time(time),
                what,
                severity,
                episode.alert(),
                where(episode),
                text);
        return Printable.text(line).stripTrailing();
    }

    private static String where(Episode episode) {
        return episode.labels().getOrDefault("instance", episode.labels().getOrDefault("job", ""));
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private String total(ReplayReport report) {
        long open = report.fired().stream()
                .filter(episode -> episode.endedAt().isEmpty())
                .count();
        int fired = report.fired().size();
        int unfired = report.unfired().size();
        String total = fired == 0 ? "No alert fired" : fired + (fired == 1 ? " alert fired" : " alerts fired");
        total += open == 0 ? "" : ", " + open + " of them to the end";
        return unfired == 0
                ? total + "."
                : total + "; " + unfired + (unfired == 1 ? " was" : " were") + " pending and did not fire"
                        + (pending ? "." : " (--pending shows " + (unfired == 1 ? "it" : "them") + ").");
    }

    /** What other rules change. */
    List<String> comparison(ReplayReport report, Comparison comparison) {
        List<String> lines = new ArrayList<>(head(report));
        List<Line> changes = new ArrayList<>();
        comparison.gained().forEach(episode -> changes.add(change("gained", Style.BAD, episode)));
        comparison.lost().forEach(episode -> changes.add(change("lost", Style.GOOD, episode)));
        comparison.moved().forEach(moved -> changes.add(move(moved)));
        changes.sort(Comparator.comparing(Line::time));
        changes.forEach(line -> lines.add(line.text()));
        lines.add("");
        lines.add(comparison.gained().size() + " gained, " + comparison.lost().size() + " lost, "
                + comparison.moved().size() + " moved, " + comparison.same() + " as before.");
        return lines;
    }

    private Line change(String what, Style style, Episode episode) {
        Instant begin = episode.firedAt().orElse(episode.activeAt());
        String span = episode.endedAt()
                .map(end ->
                        "for " + Figures.duration(Duration.between(begin, end).toMillis() / 1e3))
                .orElse("to the end");
        return new Line(begin, styled(style, line(begin, what, episode, span)));
    }

    private Line move(Moved moved) {
        Instant begin = moved.after().firedAt().orElse(moved.after().activeAt());
        String begins = shift("begins", moved.before().firedAt(), moved.after().firedAt());
        String ends = shift("ends", moved.before().endedAt(), moved.after().endedAt());
        String text = String.join(
                ", ", Stream.of(begins, ends).filter(part -> !part.isEmpty()).toList());
        return new Line(begin, styled(Style.WARN, line(begin, "moved", moved.after(), text)));
    }

    private static String shift(String verb, Optional<Instant> before, Optional<Instant> after) {
        if (before.isEmpty() || after.isEmpty()) {
            return before.equals(after) ? "" : after.isEmpty() ? "no longer " + verb : "now " + verb;
        }
        double seconds = Duration.between(before.get(), after.get()).toMillis() / 1e3;
        if (Math.abs(seconds) < 1) {
            return "";
        }
        return verb + " " + Figures.duration(Math.abs(seconds)) + (seconds < 0 ? " earlier" : " later");
    }
}
