package dev.vigil.flink.sql;

import dev.vigil.fleet.TableChange;
import dev.vigil.fleet.TableChange.Kind;
import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.TargetFacts;
import dev.vigil.fleet.TargetKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a job is told, step by step: rows, facts, and time. A test may go on writing while the job reads. */
final class Script {

    /** Time 0 of all scripts. */
    static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

    private final List<Step> steps = new ArrayList<>();
    private final Map<String, List<@Nullable Object>> rows = new LinkedHashMap<>();
    private final Map<String, Instant> times = new LinkedHashMap<>();
    private Instant now = START;
    private boolean ended;
    private CompletableFuture<Void> more = new CompletableFuture<>();

    /** One step. */
    record Step(
            Instant time,
            @Nullable TableChange change,
            @Nullable TargetFacts facts) {

        boolean isTick() {
            return change == null && facts == null;
        }
    }

    /** A new row, or the update of the row with the same key (which is any text that the test likes). */
    Script row(TableSpec table, String key, Map<String, Object> values) {
        List<@Nullable Object> next = Arrays.asList(new Object[table.columns().size()]);
        values.forEach((column, value) -> next.set(column(table, column), value));
        List<@Nullable Object> before = rows.put(table.name() + "/" + key, next);
        Instant since = times.put(table.name() + "/" + key, now);
        if (!table.changelog() || before == null) {
            return add(table, Kind.INSERT, now, next);
        }
        return add(table, Kind.UPDATE_BEFORE, since, before).add(table, Kind.UPDATE_AFTER, now, next);
    }

    /** The row goes. */
    Script gone(TableSpec table, String key) {
        return add(table, Kind.DELETE, times.remove(table.name() + "/" + key), rows.remove(table.name() + "/" + key));
    }

    Script facts(String job, String instance, Map<String, String> labels, boolean readable) {
        return add(new Step(now, null, new TargetFacts(new TargetKey(job, instance), labels, readable, true)));
    }

    /** Time passes evenly, in steps of 20 ms as in the real pipeline. */
    Script pass(double seconds) {
        Instant end = now.plusMillis(Math.round(seconds * 1000));
        while (now.isBefore(end)) {
            now = now.plusMillis(20);
            add(new Step(now, null, null));
        }
        return this;
    }

    /** Time jumps. */
    Script jump(double seconds) {
        now = now.plusMillis(Math.round(seconds * 1000));
        return add(new Step(now, null, null));
    }

    synchronized Script end() {
        ended = true;
        more.complete(null);
        return this;
    }

    synchronized boolean hasEnded(int at) {
        return ended && at >= steps.size();
    }

    /** Null where it is not written yet. */
    synchronized @Nullable Step step(int at) {
        return at < steps.size() ? steps.get(at) : null;
    }

    /** Completes when there is a step there, or the end. */
    synchronized CompletableFuture<Void> available(int at) {
        if (at < steps.size() || ended) {
            return CompletableFuture.completedFuture(null);
        }
        more = more.isDone() ? new CompletableFuture<>() : more;
        return more;
    }

    private synchronized Script add(Step step) {
        steps.add(step);
        more.complete(null);
        return this;
    }

    private Script add(TableSpec table, Kind kind, Instant time, List<@Nullable Object> values) {
        return add(new Step(now, new TableChange(table, kind, time, values), null));
    }

    private static int column(TableSpec table, String column) {
        int index = table.indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException("no column " + column + " in " + table.name());
        }
        return index;
    }
}
