package dev.vigil.rules.testing;

import dev.vigil.rules.testing.Failure.Line;
import dev.vigil.rules.testing.Failure.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One alert beside the pattern that it should be like. */
final class Comparison {

    /** Numbers that differ by less than this part of them are one: templates and sums round. */
    private static final double TOLERANCE = 1e-9;

    private final AlertPattern pattern;
    private final AlertTold alert;
    private final List<Line> lines = new ArrayList<>();

    Comparison(AlertPattern pattern, AlertTold alert) {
        this.pattern = pattern;
        this.alert = alert;
        compare("label", pattern.labels(), withoutName(alert.labels()));
        compare("annotation", pattern.annotations(), alert.annotations());
        pattern.value().ifPresent(this::compareValue);
    }

    AlertTold alert() {
        return alert;
    }

    boolean agrees() {
        return mistakes() == 0;
    }

    long mistakes() {
        return lines.stream().filter(line -> line.side() != Side.BOTH).count();
    }

    /** The alert, and below it what was compared. */
    List<Line> lines() {
        List<Line> all = new ArrayList<>();
        all.add(new Line(Side.BOTH, Texts.alert(alert)));
        lines.forEach(line -> all.add(new Line(line.side(), "  " + line.text())));
        return all;
    }

    /** Names in the pattern that the alert does not have, with the nearest that it has. */
    List<String> hints() {
        List<String> hints = new ArrayList<>();
        hint(hints, "label", pattern.labels(), alert.labels());
        hint(hints, "annotation", pattern.annotations(), alert.annotations());
        return hints;
    }

    private static void hint(
            List<String> hints, String kind, Map<String, TextPattern> expected, Map<String, String> actual) {
        expected.forEach((name, text) -> {
            if (!actual.containsKey(name) && !text.matches(null)) {
                hints.add("the alert has no " + kind + " '" + name + "'" + Hint.nearest(name, actual.keySet()));
            }
        });
    }

    private void compare(String kind, Map<String, TextPattern> expected, Map<String, String> actual) {
        TreeSet<String> names = new TreeSet<>(expected.keySet());
        if (pattern.exact() && !expected.isEmpty()) {
            names.addAll(actual.keySet());
        }
        for (String name : names) {
            TextPattern wanted = expected.get(name);
            String text = actual.get(name);
            boolean same = wanted != null && wanted.matches(text);
            if (same) {
                lines.add(new Line(Side.BOTH, kind + " " + name + ": " + Texts.shown(text)));
            } else {
                lines.add(new Line(Side.EXPECTED, kind + " " + name + ": " + (wanted == null ? "(none)" : wanted)));
                lines.add(new Line(Side.GOT, kind + " " + name + ": " + Texts.shown(text)));
            }
        }
    }

    private void compareValue(double expected) {
        Double actual = alert.value();
        if (actual != null && same(expected, actual)) {
            lines.add(new Line(Side.BOTH, "value: " + actual));
        } else {
            lines.add(new Line(Side.EXPECTED, "value: " + expected));
            lines.add(new Line(Side.GOT, "value: " + Texts.shown(actual)));
        }
    }

    private static boolean same(double expected, double actual) {
        return Double.compare(expected, actual) == 0
                || Math.abs(expected - actual) <= TOLERANCE * Math.max(Math.abs(expected), Math.abs(actual));
    }

    private static Map<String, String> withoutName(Map<String, String> labels) {
        Map<String, String> all = new TreeMap<>(labels);
        all.remove("alertname");
        return all;
    }

    /** How things are written in messages. */
    static final class Texts {

        private Texts() {}

        static String shown(@Nullable Object value) {
            return value == null ? "(none)" : value.toString();
        }

        /** {@code firing {instance="a", rank="0"}}. */
        static String alert(AlertTold alert) {
            return alert.state().text() + " " + labels(alert.labels());
        }

        static String labels(Map<String, ?> labels) {
            List<String> parts = new ArrayList<>();
            Map<String, Object> shown = new TreeMap<>(labels);
            shown.remove("alertname"); // its place has told it
            shown.forEach((name, text) -> parts.add(name + "=\"" + text + "\""));
            return "{" + String.join(", ", parts) + "}";
        }
    }
}
