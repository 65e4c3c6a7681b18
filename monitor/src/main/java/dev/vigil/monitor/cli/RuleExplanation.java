package dev.vigil.monitor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.monitor.alert.Figures;
import dev.vigil.monitor.cli.Terminal.Style;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** One rule of {@code /api/v1/rules} in words. */
final class RuleExplanation {

    private final JsonNode rule;
    private final JsonNode vigil;
    private final Instant now;

    /**
     * Of a rule.
     *
     * @param rule as the API gives it
     * @param now when it was asked
     */
    RuleExplanation(JsonNode rule, Instant now) {
        this.rule = rule;
        this.vigil = rule.path("vigil");
        this.now = now;
    }

    List<String> lines(Terminal terminal) {
        List<String> lines = new ArrayList<>();
        String state = rule.path("state").asText("records");
        lines.add(terminal.styled(Style.BOLD, text(vigil.path("id"))) + "  " + terminal.styled(style(state), state)
                + (vigil.path("failures").asLong() > 0 ? terminal.styled(Style.BAD, ", fails") : ""));
        lines.add("  clocks        " + clocks());
        lines.add("  rows read     " + read());
        lines.add("  last change   " + lastChange());
        lines.add("  failures      " + failures());
        if (vigil.path("overLimit").asLong() > 0) {
            lines.add("  over limit    " + vigil.path("overLimit").asLong() + " rows were no alert: the limit is "
                    + vigil.path("limit").asLong());
        }
        alerts(lines, terminal);
        rows(lines, terminal);
        return lines;
    }

    private static Style style(String state) {
        return switch (state) {
            case "firing" -> Style.BAD;
            case "pending" -> Style.WARN;
            default -> Style.DIM;
        };
    }

    private String clocks() {
        if (!rule.path("type").asText().equals("alerting")) {
            return "none: it records a series";
        }
        double wanted = rule.path("duration").asDouble();
        double keeps = rule.path("keepFiringFor").asDouble();
        String fires = wanted == 0 ? "fires at once" : "fires once a row has been there for " + seconds(wanted);
        return fires + ", " + (keeps == 0 ? "ends with its row" : "ends " + seconds(keeps) + " after its row");
    }

    private String read() {
        if (vigil.path("read").asLong() == 0) {
            StringJoiner names = new StringJoiner(" or ").setEmptyValue("its tables");
            vigil.path("rowsRead").fieldNames().forEachRemaining(name -> names.add(Printable.text(name)));
            return "nothing so far: no row of " + names + " has come or changed since Vigil started";
        }
        StringJoiner tables = new StringJoiner(", ");
        for (Map.Entry<String, JsonNode> table : vigil.path("rowsRead").properties()) {
            tables.add(table.getValue().asLong() + " of " + Printable.text(table.getKey()));
        }
        return tables.toString();
    }

    private String lastChange() {
        if (!vigil.has("lastChange")) {
            return "never" + whyNever();
        }
        return ago(vigil.path("lastChange")) + " ago, "
                + vigil.path("resultChanges").asLong() + " in all";
    }

    private String whyNever() {
        if (vigil.path("read").asLong() == 0) {
            return "";
        }
        return vigil.path("failures").asLong() > 0
                ? ": no row has come out of its query, which fails"
                : ": none of the rows read has met its condition since Vigil started";
    }

    private String failures() {
        long count = vigil.path("failures").asLong();
        if (count == 0) {
            return "none";
        }
        String off = vigil.path("switchedOff").asBoolean() ? "; it is switched off until the next reload or start" : "";
        return count + ", the last " + ago(vigil.path("lastFailure")) + " ago: " + text(rule.path("lastError")) + off;
    }

    private void alerts(List<String> lines, Terminal terminal) {
        if (!rule.path("alerts").isEmpty()) {
            lines.add("  alerts");
        }
        for (JsonNode alert : rule.path("alerts")) {
            String state = text(alert.path("state"));
            lines.add("    " + terminal.styled(style(state), state) + "  " + pairs(alert.path("labels")));
            lines.add("      " + clock(alert, state));
        }
    }

    private String clock(JsonNode alert, String state) {
        if (state.equals("firing")) {
            String kept = alert.has("keepFiringSince")
                    ? "; its row has been gone for " + ago(alert.path("keepFiringSince"))
                    : "";
            return "has fired for " + ago(alert.path("firedAt")) + kept + unread(alert);
        }
        Instant until = alert.has("unknownSince") ? time(alert.path("unknownSince")) : now;
        Duration held = Duration.between(time(alert.path("holdSince")), until);
        double wanted = rule.path("duration").asDouble();
        double left = Math.max(0, wanted - held.toMillis() / 1000.0);
        String due = alert.has("unknownSince") ? "" : ", fires in " + seconds(left);
        return "has held for " + seconds(held.toMillis() / 1000.0) + " of " + seconds(wanted) + due + unread(alert);
    }

    private String unread(JsonNode alert) {
        return alert.has("unknownSince")
                ? "; its target cannot be read: the clocks have stood for " + ago(alert.path("unknownSince"))
                : "";
    }

    private void rows(List<String> lines, Terminal terminal) {
        if (!vigil.path("lastRows").isEmpty()) {
            lines.add("  last rows of its query");
        }
        for (JsonNode row : vigil.path("lastRows")) {
            boolean present = row.path("present").asBoolean();
            String word = present ? "there" : terminal.styled(Style.DIM, "gone ");
            lines.add("    " + word + "  " + ago(row.path("at")) + " ago  " + pairs(row.path("labels")) + "  "
                    + pairs(row.path("values")));
        }
    }

    private static String pairs(JsonNode object) {
        StringJoiner pairs = new StringJoiner(" ");
        for (Map.Entry<String, JsonNode> pair : object.properties()) {
            pairs.add(
                    Printable.text(pair.getKey()) + "=" + (pair.getValue().isNull() ? "NULL" : text(pair.getValue())));
        }
        return pairs.toString();
    }

    private String ago(JsonNode when) {
        return seconds(Math.max(0, Duration.between(time(when), now).toMillis() / 1000.0));
    }

    private static String seconds(double seconds) {
        return seconds == 0 ? "0 s" : Figures.duration(seconds);
    }

    private Instant time(JsonNode when) {
        try {
            return Instant.parse(when.asText());
        } catch (DateTimeParseException e) {
            return now;
        }
    }

    private static String text(JsonNode node) {
        return Printable.text(node.asText());
    }
}
