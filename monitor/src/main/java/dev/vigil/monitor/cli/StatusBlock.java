package dev.vigil.monitor.cli;

import dev.vigil.fleet.Tables;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.monitor.alert.AlertSnapshot;
import dev.vigil.monitor.alert.Figures;
import dev.vigil.monitor.alert.FleetRow;
import dev.vigil.monitor.alert.FleetSnapshot;
import dev.vigil.monitor.alert.States;
import dev.vigil.monitor.cli.Terminal.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The fleet and its alerts as lines of a terminal. */
final class StatusBlock {

    private static final int MOST_TARGETS = 16;
    private static final int MOST_ALERTS = 8;
    private static final List<Style> STYLES = List.of(Style.GOOD, Style.DIM, Style.WARN, Style.BAD);

    /** Folders of a source file: its name and line are what fits into a terminal. */
    private static final Pattern FOLDERS = Pattern.compile("(?:/[^/\\s:]+)*/(?=[^/\\s:]+:\\d)");

    private final Terminal terminal;
    private final String url;

    StatusBlock(Terminal terminal, String url) {
        this.terminal = terminal;
        this.url = url;
    }

    /** One line: how many targets in which state, how many alerts. */
    String summary(AlertSnapshot alerts, FleetSnapshot fleet) {
        Map<String, Integer> states = new TreeMap<>();
        List<FleetRow> targets = fleet.rows(Tables.TARGETS.name());
        targets.forEach(row -> states.merge(States.of(row), 1, Integer::sum));
        StringBuilder line =
                new StringBuilder().append(targets.size()).append(targets.size() == 1 ? " target" : " targets");
        states.forEach(
                (state, count) -> line.append(", ").append(count).append(' ').append(words(state)));
        long firing = shown(alerts).stream().filter(StatusBlock::fires).count();
        long pending = shown(alerts).size() - firing;
        line.append("; ")
                .append(firing == 0 ? "no alert fires" : firing + (firing == 1 ? " alert fires" : " alerts fire"));
        return pending == 0
                ? line.toString()
                : line.append(", ").append(pending).append(" pending").toString();
    }

    /** The block, no line wider than the terminal. */
    List<String> lines(AlertSnapshot alerts, FleetSnapshot fleet) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(terminal.styled(Style.BOLD, fit(url + "   " + summary(alerts, fleet))));
        List<FleetRow> targets = fleet.rows(Tables.TARGETS.name());
        if (!targets.isEmpty()) {
            lines.add(terminal.styled(
                    Style.DIM, fit(row("STATE", "INSTANCE", "RANK", "STEP", "STEP TIME", "LOSS", "WHERE"))));
        }
        Map<String, FleetRow> losses = losses(fleet);
        targets.stream().sorted(States.worstFirst()).limit(MOST_TARGETS).forEach(row -> lines.add(target(row, losses)));
        if (targets.size() > MOST_TARGETS) {
            lines.add(terminal.styled(Style.DIM, "and " + (targets.size() - MOST_TARGETS) + " more"));
        }
        shown(alerts).stream().limit(MOST_ALERTS).forEach(alert -> lines.add(alert(alert)));
        return lines;
    }

    /** Alerts worth a person's attention: all but the one that always fires. */
    static List<AlertUpdate> shown(AlertSnapshot alerts) {
        return alerts.active().stream()
                .filter(alert -> !alert.name().equals("Watchdog"))
                .toList();
    }

    static boolean fires(AlertUpdate alert) {
        return alert.state().equals("firing");
    }

    private String target(FleetRow row, Map<String, FleetRow> losses) {
        FleetRow loss = losses.get(key(row));
        String line = row(
                words(States.of(row)),
                row.text("instance").orElse(""),
                row.text("rank").orElse(""),
                number(row, "step"),
                row.number("step_seconds").isPresent()
                        ? Figures.duration(row.number("step_seconds").getAsDouble())
                        : "",
                loss == null ? "" : number(loss, "value"),
                Printable.text(FOLDERS.matcher(States.where(row)).replaceAll("")));
        return terminal.styled(STYLES.get(States.grade(States.of(row))), fit(line));
    }

    private String alert(AlertUpdate alert) {
        String text = "  " + alert.state() + " " + alert.name() + "  "
                + alert.annotations().getOrDefault("summary", "");
        String shortened = Printable.text(FOLDERS.matcher(text).replaceAll(""));
        return terminal.styled(fires(alert) ? Style.BAD : Style.WARN, fit(shortened));
    }

    private String fit(String line) {
        int most = terminal.width() - 1;
        return line.length() <= most ? line : line.substring(0, most - 1) + "…";
    }

    private static String row(String... cells) {
        return String.format(Locale.ROOT, "%-12s  %-21s %4s %8s %9s %9s  %s", (Object[]) cells);
    }

    private static Map<String, FleetRow> losses(FleetSnapshot fleet) {
        Map<String, FleetRow> losses = new HashMap<>();
        for (FleetRow watch : fleet.rows(Tables.WATCHES.name())) {
            if (watch.text("name").filter("loss"::equals).isPresent()) {
                losses.put(key(watch), watch);
            }
        }
        return losses;
    }

    private static String number(FleetRow row, String column) {
        return row.number(column).isPresent()
                ? Figures.people(row.number(column).getAsDouble())
                : "";
    }

    private static String key(FleetRow row) {
        return row.text("job").orElse("") + '\0' + row.text("instance").orElse("");
    }

    private static String words(String state) {
        return state.replace('_', ' ');
    }
}
