package dev.vigil.rules.testing;

import dev.vigil.rules.testing.Input.RowAt;
import dev.vigil.rules.yaml.Durations;
import dev.vigil.rules.yaml.YamlMap;
import dev.vigil.rules.yaml.YamlNode;
import dev.vigil.rules.yaml.YamlScalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the rows of one test. */
final class InputReader {

    private static final String DEFAULT_JOB = "pretrain";
    private static final String DEFAULT_RANK = "0";
    /** What tells one row of a table of latest states from another. */
    private static final List<String> KEYS = List.of("job", "instance", "name", "module", "stage");

    private final Map<String, TableShape> tables;
    private final Duration interval;
    private final Map<List<@Nullable Object>, List<Stay>> stays = new HashMap<>();

    InputReader(Map<String, TableShape> tables, Duration interval) {
        this.tables = tables;
        this.interval = interval;
    }

    /** When a row is there, and where that was written. */
    private record Stay(Duration from, Optional<Duration> gone, int line) {

        boolean overlaps(Stay other) {
            return endsAfter(other.from) && other.endsAfter(from);
        }

        private boolean endsAfter(Duration time) {
            return gone.isEmpty() || gone.get().compareTo(time) > 0;
        }
    }

    /** The rows; empty where they are none, which then is a problem noted. */
    Optional<Input> read(YamlMap map) {
        Optional<TableShape> table = table(map);
        Duration at = time(map, "at").orElse(Duration.ZERO);
        Optional<Duration> gone = time(map, "gone");
        Optional<YamlMap> columns = map.map("columns");
        if (!map.has("columns")) {
            map.problem("'columns' is missing");
        }
        map.finish();
        if (table.isEmpty() || columns.isEmpty()) {
            return Optional.empty();
        }
        checkGone(map, table.get(), at, gone);
        Input input = new Input(table.get(), rows(table.get(), columns.get(), at), gone);
        checkOnce(map, input, at);
        return Optional.of(input);
    }

    private Optional<TableShape> table(YamlMap map) {
        Optional<YamlScalar> name = map.scalar("table");
        if (!map.has("table")) {
            map.problem("'table' is missing");
        }
        name.filter(given -> !tables.containsKey(given.text()))
                .ifPresent(given -> given.problem(
                        "no such table: '" + given.text() + "'" + Hint.nearest(given.text(), tables.keySet())));
        return name.map(given -> tables.get(given.text()));
    }

    private static Optional<Duration> time(YamlMap map, String key) {
        return map.duration(key).filter(time -> {
            boolean late = time.compareTo(RuleTestReader.LONGEST) > 0;
            if (late) {
                map.problemAt(key, "'" + key + "': a test lasts 30d at most");
            }
            return !late;
        });
    }

    private static void checkGone(YamlMap map, TableShape table, Duration at, Optional<Duration> gone) {
        if (gone.isPresent() && table.history()) {
            map.problemAt("gone", "rows of " + table.name() + " are history: they do not go");
        } else if (gone.isPresent() && gone.get().compareTo(at) <= 0) {
            map.problemAt(
                    "gone",
                    "the row goes at " + Durations.text(gone.get()) + ", before it comes at " + Durations.text(at));
        }
    }

    private void checkOnce(YamlMap map, Input input, Duration at) {
        if (input.table().history() || input.rows().isEmpty()) {
            return;
        }
        List<@Nullable Object> key = new ArrayList<>(List.of(input.table().name()));
        KEYS.forEach(column -> key.add(input.rows().get(0).values().get(column)));
        Stay stay = new Stay(at, input.gone(), map.line());
        List<Stay> others = stays.computeIfAbsent(key, unused -> new ArrayList<>());
        others.stream()
                .filter(stay::overlaps)
                .findFirst()
                .ifPresent(first -> map.problem("this row of " + input.table().name() + " is there already, from line "
                        + first.line() + "; a row that changes is one entry whose columns change"));
        others.add(stay);
    }

    private List<RowAt> rows(TableShape table, YamlMap columns, Duration at) {
        Map<String, Track> tracks = new TreeMap<>();
        TrackReader reader = new TrackReader(at, interval);
        table.columns()
                .forEach((name, type) -> columns.get(name)
                        .flatMap(node -> reader.read(columns, name, type, node))
                        .ifPresent(track -> tracks.put(name, track)));
        columns.finish();
        table.required().stream()
                .filter(name -> !columns.has(name))
                .forEach(name ->
                        columns.problem("column '" + name + "' is missing: a row of " + table.name() + " needs it"));
        addDefaults(table, columns, tracks, at);
        return table.history() ? Rows.ofHistory(tracks, at) : Rows.ofState(tracks, at);
    }

    private static void addDefaults(TableShape table, YamlMap columns, Map<String, Track> tracks, Duration at) {
        String rank = columns.get("rank")
                .filter(YamlScalar.class::isInstance)
                .map(YamlNode.class::cast)
                .map(node -> ((YamlScalar) node).text())
                .orElse(DEFAULT_RANK);
        Map<String, Object> defaults = Map.of(
                "job",
                DEFAULT_JOB,
                "rank",
                rank,
                "instance",
                "host-" + rank + ":9900",
                "stage",
                "forward",
                "labels",
                Map.of());
        defaults.forEach((name, value) -> {
            if (table.columns().containsKey(name)) {
                tracks.putIfAbsent(name, Track.constant(at, value));
            }
        });
    }
}
