package dev.vigil.monitor.web;

import dev.vigil.fleet.Tables;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.monitor.alert.AlertSnapshot;
import dev.vigil.monitor.alert.Figures;
import dev.vigil.monitor.alert.FleetRow;
import dev.vigil.monitor.alert.FleetSnapshot;
import dev.vigil.monitor.alert.States;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The page: alerts first, then the fleet, worst first. Made on the server; a script exchanges its main part once a
 * second.
 */
final class Page {

    /** More targets than this are counted, not listed: a page of thousands of rows helps nobody at night. */
    static final int MOST_TARGETS = 200;

    private static final int MOST_ALERTS = 200;
    private static final int MOST_RESOLVED = 20;

    private final View view;

    Page(View view) {
        this.view = view;
    }

    String render() {
        AlertSnapshot alerts = view.alerts().snapshot();
        FleetSnapshot fleet = view.fleet().snapshot();
        Html html = new Html();
        html.tags("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .tags("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .tags("<title>")
                .text(title(alerts))
                .tags("</title><link rel=\"stylesheet\" href=\"/vigil.css\">")
                .tags("<script src=\"/vigil.js\" defer></script></head><body>");
        html.tags("<header><h1>Vigil</h1><nav><a href=\"/metrics\">metrics</a> <a href=\"/api/v1/alerts\">alerts</a> ")
                .tags("<a href=\"/api/v1/rules\">rules</a> <a href=\"/api/v1/targets\">targets</a></nav>")
                .tags(
                        "<p id=\"lost\" hidden>No answer from Vigil since <time></time>: what you see is old.</p></header>");
        html.tags("<main>");
        summary(html, alerts, fleet);
        alerts(html, alerts);
        targets(html, fleet);
        resolved(html, alerts);
        html.tags("</main><footer>Vigil ").text(view.version()).tags("</footer></body></html>\n");
        return html.toString();
    }

    private static String title(AlertSnapshot alerts) {
        long firing = serious(alerts, "firing");
        return firing > 0 ? "(" + firing + ") Vigil" : "Vigil";
    }

    /** Alerts in a state, the one that always fires left out. */
    private static long serious(AlertSnapshot alerts, String state) {
        return alerts.active().stream()
                .filter(alert -> alert.state().equals(state) && !alert.name().equals("Watchdog"))
                .count();
    }

    private void summary(Html html, AlertSnapshot alerts, FleetSnapshot fleet) {
        if (!view.pulse().isAlive()) {
            String since = view.pulse()
                    .age()
                    .map(age -> "Nothing has passed the pipeline for " + Figures.duration((double) age.toSeconds())
                            + ": what you see is old.")
                    .orElse("Starting: rules are being compiled.");
            html.tags("<p class=\"banner\">").text(since).tags("</p>");
        }
        long firing = serious(alerts, "firing");
        long pending = serious(alerts, "pending");
        List<FleetRow> targets = fleet.rows(Tables.TARGETS.name());
        html.tags("<p class=\"summary\"><b class=\"")
                .tags(firing > 0 ? "bad" : "good")
                .tags("\">");
        html.text(firing == 0 ? "No alert fires" : firing + (firing == 1 ? " alert fires" : " alerts fire"));
        html.tags("</b>");
        if (pending > 0) {
            html.text(" · " + pending + " pending");
        }
        html.text(" · " + targets.size() + (targets.size() == 1 ? " target" : " targets"));
        Map<String, Integer> states =
                new TreeMap<>(Comparator.comparingInt(States::rank).thenComparing(state -> state));
        targets.forEach(row -> states.merge(States.of(row), 1, Integer::sum));
        states.forEach((state, count) -> html.text(" · " + count + " " + state.replace('_', ' ')));
        html.tags("</p>");
    }

    private void alerts(Html html, AlertSnapshot alerts) {
        List<AlertUpdate> shown = alerts.active().stream()
                .filter(alert -> !alert.name().equals("Watchdog"))
                .sorted(Comparator.comparing(AlertUpdate::state)
                        .thenComparing(alert -> severity(alert))
                        .thenComparing(AlertUpdate::activeAt, Comparator.reverseOrder()))
                .toList();
        if (shown.isEmpty()) {
            return;
        }
        html.tags("<h2>Alerts</h2><ul class=\"alerts\">");
        Set<String> named = new HashSet<>();
        shown.stream().limit(MOST_ALERTS).forEach(alert -> alert(html, alert, named.add(alert.name())));
        html.tags("</ul>");
        more(html, shown.size(), MOST_ALERTS);
    }

    /** An alert; the first one of a name is what links in notifications lead to. */
    private void alert(Html html, AlertUpdate alert, boolean first) {
        String severity = alert.labels().getOrDefault("severity", "none");
        long since = alert.firedAt() > 0 ? alert.firedAt() : alert.activeAt();
        html.tags(first ? "<li id=\"" : "<li")
                .text(first ? "alert-" + alert.name() : "")
                .tags(first ? "\"" : "");
        html.tags(" class=\"").text(alert.state() + " severity-" + severity).tags("\"><div><b>");
        html.text(alert.name())
                .tags("</b> <span class=\"tag\">")
                .text(alert.state())
                .tags("</span> ");
        html.tags("<span class=\"tag\">").text(severity).tags("</span> <span class=\"when\">since ");
        html.text(clock(since) + " UTC, " + ago(since)).tags("</span></div><p>");
        html.text(alert.annotations().getOrDefault("summary", "")).tags("</p>");
        String description = alert.annotations().getOrDefault("description", "");
        if (!description.isEmpty()) {
            html.tags("<p class=\"more\">").text(description).tags("</p>");
        }
        html.tags("<p class=\"labels\">");
        new TreeMap<>(alert.labels()).forEach((name, value) -> {
            if (!name.equals("alertname") && !name.equals("severity")) {
                html.tags("<span>").text(name + "=" + value).tags("</span> ");
            }
        });
        html.tags("</p></li>");
    }

    private void targets(Html html, FleetSnapshot fleet) {
        List<FleetRow> targets = fleet.rows(Tables.TARGETS.name());
        Map<String, FleetRow> losses = new HashMap<>();
        for (FleetRow watch : fleet.rows(Tables.WATCHES.name())) {
            if (watch.text("name").filter("loss"::equals).isPresent()) {
                losses.put(key(watch), watch);
            }
        }
        html.tags("<h2>Targets</h2>");
        view.discoveryProblems()
                .get()
                .forEach(problem ->
                        html.tags("<p class=\"problem\">").text(problem).tags("</p>"));
        if (targets.isEmpty()) {
            html.tags("<p class=\"empty\">No target has been seen yet.</p>");
            return;
        }
        html.tags("<div class=\"wide\"><table><thead><tr><th>state</th><th>job</th><th>instance</th><th>rank</th>")
                .tags("<th class=\"num\">step</th><th class=\"num\">step time</th><th class=\"num\">loss</th>")
                .tags("<th>where it is</th></tr></thead><tbody>");
        targets.stream()
                .sorted(States.worstFirst())
                .limit(MOST_TARGETS)
                .forEach(row -> target(html, row, losses.get(key(row))));
        html.tags("</tbody></table></div>");
        more(html, targets.size(), MOST_TARGETS);
    }

    private static void target(Html html, FleetRow row, @Nullable FleetRow loss) {
        String state = States.of(row);
        html.tags("<tr class=\"state-").text(state).tags("\">");
        html.cell("state", state.replace('_', ' '))
                .cell("", row.text("job").orElse(""))
                .cell("", row.text("instance").orElse(""))
                .cell("num", row.text("rank").orElse(""))
                .cell("num", number(row, "step"))
                .cell("num", seconds(row, "step_seconds"))
                .cell(isBad(loss) ? "num bad" : "num", loss == null ? "" : number(loss, "value"))
                .cell("where", States.where(row));
        html.tags("</tr>");
    }

    private static boolean isBad(@Nullable FleetRow loss) {
        return loss != null
                && loss.number("value").isPresent()
                && !Double.isFinite(loss.number("value").getAsDouble());
    }

    private void resolved(Html html, AlertSnapshot alerts) {
        if (alerts.resolved().isEmpty()) {
            return;
        }
        html.tags("<h2>Resolved in the last 15 minutes</h2><ul class=\"resolved\">");
        alerts.resolved().stream().limit(MOST_RESOLVED).forEach(alert -> {
            html.tags("<li><b>").text(alert.name()).tags("</b> <span class=\"when\">");
            html.text("ended " + ago(alert.resolvedAt())).tags("</span> ");
            html.text(alert.annotations().getOrDefault("summary", "")).tags("</li>");
        });
        html.tags("</ul>");
        more(html, alerts.resolved().size(), MOST_RESOLVED);
    }

    private static void more(Html html, int size, int shown) {
        if (size > shown) {
            html.tags("<p class=\"empty\">")
                    .text("and " + (size - shown) + " more")
                    .tags("</p>");
        }
    }

    private static int severity(AlertUpdate alert) {
        int index =
                List.of("critical", "warning", "info").indexOf(alert.labels().getOrDefault("severity", ""));
        return index < 0 ? 3 : index;
    }

    private static String key(FleetRow row) {
        return row.text("job").orElse("") + '\0' + row.text("instance").orElse("");
    }

    private static String number(FleetRow row, String column) {
        return row.number(column).isPresent()
                ? Figures.people(row.number(column).getAsDouble())
                : "";
    }

    private static String seconds(FleetRow row, String column) {
        return row.number(column).isPresent()
                ? Figures.duration(row.number(column).getAsDouble())
                : "";
    }

    private static String clock(long millis) {
        String time =
                Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
        return time.substring(11, 19);
    }

    private String ago(long millis) {
        Duration age =
                Duration.between(Instant.ofEpochMilli(millis), view.clock().instant());
        return age.toSeconds() < 1 ? "just now" : Figures.duration((double) age.toSeconds()) + " ago";
    }
}
