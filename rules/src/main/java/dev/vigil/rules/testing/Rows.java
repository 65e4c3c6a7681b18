package dev.vigil.rules.testing;

import dev.vigil.rules.testing.Input.RowAt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts the columns' values together to rows. */
final class Rows {

    private Rows() {}

    /** One row that is there from a time on, and each change of it. */
    static List<RowAt> ofState(Map<String, Track> tracks, Duration at) {
        TreeSet<Duration> times = new TreeSet<>();
        times.add(at);
        tracks.values()
                .forEach(track -> times.addAll(track.values().tailMap(at, true).keySet()));
        List<RowAt> rows = new ArrayList<>();
        for (Duration time : times) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            tracks.forEach((column, track) -> values.put(column, track.at(time)));
            if (rows.isEmpty() || !rows.get(rows.size() - 1).values().equals(values)) {
                rows.add(new RowAt(time, values));
            }
        }
        return rows;
    }

    /** A row at each value of a series; one row where there is no series. */
    static List<RowAt> ofHistory(Map<String, Track> tracks, Duration at) {
        TreeSet<Duration> times = new TreeSet<>();
        tracks.values().stream()
                .filter(Track::pulses)
                .forEach(track -> times.addAll(track.values().keySet()));
        if (tracks.values().stream().noneMatch(Track::pulses)) {
            tracks.values().forEach(track -> times.addAll(track.values().keySet()));
            times.add(at);
        }
        List<RowAt> rows = new ArrayList<>();
        for (Duration time : times) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            tracks.forEach((column, track) -> values.put(column, track.pulses() ? track.newsAt(time) : track.at(time)));
            rows.add(new RowAt(time, values));
        }
        return rows;
    }
}
