package dev.vigil.monitor.collect;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.Reading.ModuleRow;
import dev.vigil.fleet.TargetKey;
import dev.vigil.monitor.probing.QueryTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code python.torch_trace}. Rows may come a little out of order, so each question overlaps the last by 2 s and what was
 * seen is dropped (PROTOCOL section 6.5). After a restart it does not overlap: a row twice is worse than a straggler
 * missed.
 */
final class TraceTail implements Tail {

    static final String NAME = "torch_trace";

    /** What is read of the past when a process is first met: some seconds of rows, never its whole history. */
    private static final int FIRST = 1000;

    private static final long OVERLAP_MICROS = 2_000_000;

    /** Of 0.2.4, then of the later family (PROTOCOL section 10). */
    private static final List<String> STEP_COLUMNS = List.of("step", "global_step");

    private final Map<Key, Long> seen = new HashMap<>();
    private int family;
    private boolean rephrased;
    private @Nullable Long from;
    private @Nullable Long newest;

    TraceTail(@Nullable String position) {
        if (position != null && position.matches("[0-9]{1,18}")) {
            newest = Long.valueOf(position);
            from = newest + 1;
        }
    }

    private record Key(long step, long seq, String module, String stage) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String sql() {
        String select = "SELECT timestamp, " + STEP_COLUMNS.get(family)
                + ", seq, module, stage, duration, allocated, max_allocated FROM python.torch_trace ";
        return from == null
                ? select + "ORDER BY timestamp DESC, seq DESC LIMIT " + FIRST
                : select + "WHERE timestamp >= " + from + " ORDER BY timestamp, seq LIMIT " + PAGE;
    }

    @Override
    public Optional<Reading> take(TargetKey target, QueryTable answer) {
        rephrased = false;
        List<ModuleRow> fresh = new ArrayList<>();
        int size = answer.rows().size();
        for (int i = 0; i < size; i++) {
            add(answer.rows().get(from == null ? size - 1 - i : i), fresh);
        }
        advance(size == PAGE, !fresh.isEmpty());
        return fresh.isEmpty() ? Optional.empty() : Optional.of(new Reading.Modules(target, fresh));
    }

    private void add(List<@Nullable Object> row, List<ModuleRow> fresh) {
        if (row.size() == 8
                && row.get(0) instanceof Long time
                && row.get(1) instanceof Long step
                && row.get(2) instanceof Long seq
                && row.get(3) instanceof String module
                && row.get(4) instanceof String stage
                && row.get(5) instanceof Double seconds
                && seen.putIfAbsent(new Key(step, seq, module, stage), time) == null) {
            newest = newest == null ? time : Math.max(newest, time);
            fresh.add(new ModuleRow(step, seq, module, stage, seconds, number(row.get(6)), number(row.get(7))));
        }
    }

    /** A full page must not overlap with the next one, or a fast table would be read on the spot for ever. */
    private void advance(boolean full, boolean progress) {
        if (newest == null) {
            return;
        }
        long edge = newest;
        from = full ? (Long) (progress ? edge : edge + 1) : Long.valueOf(edge - OVERLAP_MICROS);
        seen.values().removeIf(time -> time < edge - OVERLAP_MICROS);
    }

    private static double number(@Nullable Object cell) {
        return cell instanceof Number number ? number.doubleValue() : 0.0;
    }

    @Override
    public Optional<String> position() {
        return Optional.ofNullable(newest).map(String::valueOf);
    }

    @Override
    public boolean rephrase() {
        family = (family + 1) % STEP_COLUMNS.size();
        rephrased = !rephrased;
        return rephrased;
    }
}
