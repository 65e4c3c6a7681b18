package dev.vigil.rules.testing;

import dev.vigil.rules.testing.Expectation.Moment;
import dev.vigil.rules.testing.Expectation.State;
import dev.vigil.rules.testing.Expectation.Story;
import dev.vigil.rules.testing.Expectation.Turn;
import dev.vigil.rules.yaml.Durations;
import dev.vigil.rules.yaml.YamlList;
import dev.vigil.rules.yaml.YamlMap;
import dev.vigil.rules.yaml.YamlNode;
import dev.vigil.rules.yaml.YamlScalar;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads what a test expects. */
final class ExpectationReader {

    /** More alerts than anybody names; keeps a slip of the finger from filling memory. */
    private static final int MOST_ALERTS = 1_000;

    private static final Map<String, State> MOMENTS = new LinkedHashMap<>();
    private static final Map<String, State> TURNS = Map.of(
            "pending", State.PENDING, "firing", State.FIRING, "resolved", State.RESOLVED, "dropped", State.DROPPED);
    /** Keys of promtool's, and those that do their work here. */
    private static final Map<String, String> PROMTOOL =
            Map.of("eval_time", "at", "alertname", "alert", "exp_alerts", "firing");

    static {
        MOMENTS.put("firing", State.FIRING);
        MOMENTS.put("pending", State.PENDING);
        MOMENTS.put("resolved", State.RESOLVED);
        MOMENTS.put("inactive", State.INACTIVE);
    }

    private final Function<YamlScalar, Named> named;

    ExpectationReader(Function<YamlScalar, Named> named) {
        this.named = named;
    }

    /** The expectation; empty where there is a mistake, which then is noted. */
    Optional<Expectation> read(YamlMap map) {
        PROMTOOL.forEach((theirs, ours) -> {
            if (map.has(theirs)) {
                map.problemAt(theirs, "'" + theirs + "' is promtool's: here it is '" + ours + "'");
            }
        });
        Optional<Named> alert = map.scalar("alert").map(named);
        if (!map.has("alert")) {
            map.problem("'alert' is missing: which rule is it about?");
        }
        List<Map.Entry<String, State>> kinds = MOMENTS.entrySet().stream()
                .filter(kind -> map.has(kind.getKey()))
                .toList();
        boolean story = map.has("history");
        if (kinds.size() + (story ? 1 : 0) != 1) {
            map.problem("say one of firing, pending, resolved, inactive or history");
        }
        Optional<? extends Expectation> read = story ? story(map, alert) : moment(map, alert, kinds);
        map.finish();
        return read.map(Expectation.class::cast);
    }

    private Optional<Story> story(YamlMap map, Optional<Named> alert) {
        if (map.has("at")) {
            map.problemAt("at", "'history' is about the whole test; leave 'at' out, or say 'firing'");
        }
        Map<String, TextPattern> labels = patterns(map, "labels");
        List<Turn> turns = map.scalars("history").stream()
                .flatMap(scalar -> turn(scalar).stream())
                .toList();
        return alert.map(name -> new Story(name, labels, turns));
    }

    private static Optional<Turn> turn(YamlScalar scalar) {
        String[] parts = scalar.text().split("@", 2);
        State state = TURNS.get(parts[0].strip());
        Optional<Duration> at = parts.length < 2 ? Optional.empty() : Durations.parse(parts[1].strip());
        if (state == null || at.isEmpty()) {
            scalar.problem(
                    "'" + scalar.text() + "' is no turn such as pending@0s, firing@30s, resolved@2m or dropped@10s"
                            + (state == null ? Hint.nearest(parts[0].strip(), TURNS.keySet()) : ""));
            return Optional.empty();
        }
        return Optional.of(new Turn(state, at.get()));
    }

    private Optional<Moment> moment(YamlMap map, Optional<Named> alert, List<Map.Entry<String, State>> kinds) {
        Optional<Duration> at = map.duration("at");
        if (!map.has("at")) {
            map.problem("'at' is missing: when?");
        }
        AlertPattern common = pattern(map);
        if (kinds.isEmpty()) {
            return Optional.empty();
        }
        String kind = kinds.get(0).getKey();
        State state = kinds.get(0).getValue();
        List<AlertPattern> alerts = state == State.INACTIVE ? inactive(map) : alerts(map, kind, common);
        return alert.flatMap(name -> at.map(time -> new Moment(name, time, state, alerts)));
    }

    private static List<AlertPattern> inactive(YamlMap map) {
        if (map.flag("inactive").filter(flag -> !flag).isPresent()) {
            map.problemAt("inactive", "'inactive' is true or is left out; say 'firing' or 'pending' instead");
        }
        return List.of();
    }

    private List<AlertPattern> alerts(YamlMap map, String kind, AlertPattern common) {
        Optional<YamlNode> node = map.get(kind);
        if (node.isPresent() && node.get() instanceof YamlList list) {
            if (!common.equals(AlertPattern.ANY)) {
                map.problemAt(kind, "with a list of alerts, labels and annotations belong into its entries");
            }
            return list.maps().stream().map(this::alert).toList();
        }
        if (node.isPresent() && node.get() instanceof YamlScalar scalar && !scalar.isNull()) {
            return scalar.integer(0, MOST_ALERTS)
                    .map(count -> Collections.nCopies(count, common))
                    .orElse(List.of());
        }
        map.problemAt(kind, "'" + kind + "': a number of alerts, or a list of what they look like");
        return List.of();
    }

    private AlertPattern alert(YamlMap map) {
        AlertPattern pattern = pattern(map);
        map.finish();
        return pattern;
    }

    private static AlertPattern pattern(YamlMap map) {
        return new AlertPattern(
                patterns(map, "labels"),
                patterns(map, "annotations"),
                map.scalar("value").flatMap(ExpectationReader::number),
                map.flag("exact").orElse(false));
    }

    private static Optional<Double> number(YamlScalar scalar) {
        try {
            List<Series.Item> items = Series.parse(scalar.text());
            if (items.size() == 1
                    && items.get(0) instanceof Series.Number number
                    && number.number().isPresent()) {
                return number.number();
            }
            scalar.problem("'" + scalar.text() + "' is not one number");
        } catch (Series.Malformed e) {
            scalar.problem("'" + scalar.text() + "' is not a number");
        }
        return Optional.empty();
    }

    private static Map<String, TextPattern> patterns(YamlMap map, String key) {
        Map<String, TextPattern> patterns = new LinkedHashMap<>();
        map.map(key)
                .ifPresent(entries -> entries.scalars().forEach((name, value) -> {
                    try {
                        patterns.put(name, TextPattern.of(value.text()));
                    } catch (IllegalArgumentException e) {
                        value.problem(String.valueOf(e.getMessage()));
                    }
                }));
        return patterns;
    }
}
