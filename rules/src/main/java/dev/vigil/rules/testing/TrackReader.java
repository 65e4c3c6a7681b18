package dev.vigil.rules.testing;

import dev.vigil.rules.testing.TableShape.ColumnType;
import dev.vigil.rules.yaml.Durations;
import dev.vigil.rules.yaml.YamlMap;
import dev.vigil.rules.yaml.YamlNode;
import dev.vigil.rules.yaml.YamlScalar;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what a column holds: a value, a series, or either at several times. */
final class TrackReader {

    private final Duration at;
    private final Duration interval;

    /**
     * A reader for the columns of one row.
     *
     * @param at when the row comes, since the test's start
     * @param interval from one value of a series to the next
     */
    TrackReader(Duration at, Duration interval) {
        this.at = at;
        this.interval = interval;
    }

    /** The column's values; empty where there is a mistake, which then is noted. */
    Optional<Track> read(YamlMap columns, String name, ColumnType type, YamlNode node) {
        if (type == ColumnType.LABELS) {
            return columns.map(name).map(labels -> Track.constant(at, labels.texts()));
        }
        NavigableMap<Duration, Object> values = new TreeMap<>();
        if (node instanceof YamlMap times) {
            boolean series = readTimes(times, type, values);
            return Optional.of(new Track(values, series));
        }
        if (node instanceof YamlScalar scalar) {
            boolean series = read(scalar, type, at, values);
            return values.isEmpty() && !series ? Optional.empty() : Optional.of(new Track(values, series));
        }
        node.problem("'" + name + "': expected a value, a series, or values by time, got " + node.kind());
        return Optional.empty();
    }

    private boolean readTimes(YamlMap times, ColumnType type, NavigableMap<Duration, Object> values) {
        boolean series = false;
        for (String key : times.keys()) {
            Optional<Duration> time =
                    Durations.parse(key).filter(given -> given.compareTo(RuleTestReader.LONGEST) <= 0);
            Optional<YamlNode> value = times.get(key);
            if (time.isEmpty()) {
                times.problemAt(key, "'" + key + "' is not a time such as 30s or 1m30s, at most 30d");
            } else if (value.isPresent() && value.get() instanceof YamlScalar scalar) {
                values.tailMap(time.get(), true).clear(); // a later entry ends a series
                series |= read(scalar, type, time.get(), values);
            } else {
                times.problemAt(key, "expected a value" + (type == ColumnType.NUMBER ? " or a series" : ""));
            }
        }
        return series;
    }

    /** Whether it is a series. */
    private boolean read(YamlScalar scalar, ColumnType type, Duration from, NavigableMap<Duration, Object> values) {
        if (scalar.isNull()) {
            values.put(from, Track.NULL);
            return false;
        }
        if (type == ColumnType.NUMBER) {
            return readSeries(scalar, from, values);
        }
        if (type == ColumnType.FLAG) {
            scalar.flag().ifPresent(flag -> values.put(from, flag));
        } else {
            values.put(from, scalar.text());
        }
        return false;
    }

    private boolean readSeries(YamlScalar scalar, Duration from, NavigableMap<Duration, Object> values) {
        try {
            List<Series.Item> items = Series.parse(scalar.text());
            for (int i = 0; i < items.size(); i++) {
                if (items.get(i) instanceof Series.Number number) {
                    values.put(
                            from.plus(interval.multipliedBy(i)),
                            number.number().map(Object.class::cast).orElse(Track.NULL));
                }
            }
            return items.size() > 1;
        } catch (Series.Malformed e) {
            scalar.problemAt(e.index(), e.text());
            return false;
        }
    }
}
