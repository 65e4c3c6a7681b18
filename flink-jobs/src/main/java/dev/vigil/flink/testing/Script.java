package dev.vigil.flink.testing;

import dev.vigil.fleet.TableChange;
import dev.vigil.fleet.TableChange.Kind;
import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.fleet.TargetFacts;
import dev.vigil.fleet.TargetKey;
import dev.vigil.rules.testing.Input;
import dev.vigil.rules.testing.Input.RowAt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happens in one test: its rows come, change and go, and after its end all that is left goes. As in the fleet, an update
 * takes the row as it was back with the time it came with, and what is known of a target (labels, whether it can be read)
 * follows its rows.
 */
final class Script {

    private static final Duration TIDY = Duration.ofMillis(1);

    private final Slot slot;
    private final List<Happening> happenings = new ArrayList<>();
    private final Map<TargetKey, Known> targets = new LinkedHashMap<>();

    private Script(Slot slot) {
        this.slot = slot;
        slot.test().input().forEach(this::play);
        targets.forEach(this::tell);
        happenings.sort(Comparator.comparing(Happening::time));
    }

    /** In order of time; of one time, in the order in which they were written. */
    static List<Happening> of(Slot slot) {
        return new Script(slot).happenings;
    }

    /** What is said of one target in the test. */
    private static final class Known {
        private final Map<String, String> labels = new LinkedHashMap<>();
        private final Map<Duration, Boolean> readable = new LinkedHashMap<>();
        private Duration since = Duration.ofDays(Integer.MAX_VALUE);
    }

    private void play(Input input) {
        TableSpec table = Tables.named(input.table().name())
                .orElseThrow(() ->
                        new IllegalArgumentException("no table " + input.table().name()));
        Happening.@Nullable Change last = null;
        for (RowAt row : input.rows()) {
            if (isOver(input, row)) {
                break;
            }
            Instant time = slot.at(row.at());
            Kind kind = Kind.INSERT;
            if (last != null && table.changelog()) {
                takeBack(last.change(), Kind.UPDATE_BEFORE, time);
                kind = Kind.UPDATE_AFTER;
            }
            last = new Happening.Change(time, slot, new TableChange(table, kind, time, values(table, row)));
            happenings.add(last);
            know(input, row);
        }
        if (last != null && table.changelog()) {
            takeBack(last.change(), Kind.DELETE, gone(input));
        }
    }

    private boolean isOver(Input input, RowAt row) {
        return row.at().compareTo(slot.test().until()) > 0
                || input.gone().filter(gone -> row.at().compareTo(gone) >= 0).isPresent();
    }

    /** When the row goes: when its author says, at the latest after the test. */
    private Instant gone(Input input) {
        return input.gone()
                .filter(time -> time.compareTo(slot.test().until()) <= 0)
                .map(slot::at)
                .orElse(slot.end().plus(TIDY));
    }

    private void takeBack(TableChange row, Kind kind, Instant time) {
        TableChange change = new TableChange(row.table(), kind, row.time(), row.values());
        happenings.add(new Happening.Change(time, slot, change));
    }

    private static List<@Nullable Object> values(TableSpec table, RowAt row) {
        List<@Nullable Object> values = new ArrayList<>();
        table.columns().forEach(column -> values.add(row.values().get(column.name())));
        return values;
    }

    private void know(Input input, RowAt row) {
        if (!(row.values().get("job") instanceof String job)
                || !(row.values().get("instance") instanceof String instance)
                || input.table().history()) {
            return;
        }
        Known known = targets.computeIfAbsent(new TargetKey(job, instance), unused -> new Known());
        known.since = known.since.compareTo(row.at()) < 0 ? known.since : row.at();
        if (row.values().get("labels") instanceof Map<?, ?> labels) {
            labels.forEach((name, text) -> known.labels.put(String.valueOf(name), String.valueOf(text)));
        }
        if (input.table().name().equals(Tables.TARGETS.name())) {
            known.readable.put(row.at(), !"unreachable".equals(row.values().get("state")));
        }
    }

    private void tell(TargetKey target, Known known) {
        known.readable.putIfAbsent(known.since, true);
        known.readable.forEach((time, readable) ->
                happenings.add(0, new Happening.Facts(slot.at(time), facts(target, known, readable, true))));
        Instant end = slot.end().plus(TIDY);
        happenings.add(new Happening.Facts(end, facts(target, known, true, false)));
    }

    private static TargetFacts facts(TargetKey target, Known known, boolean readable, boolean present) {
        return new TargetFacts(target, known.labels, readable, present);
    }
}
