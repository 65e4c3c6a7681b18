package dev.vigil.monitor.collect;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.Reading.TableRow;
import dev.vigil.fleet.TargetKey;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.QueryTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table that the job itself publishes. Its cursor column is a number that never falls; where several rows share the
 * newest value, their count is part of the position, so that rows which join them later are neither lost nor doubled.
 */
final class TableTail implements Tail {

    static final String PREFIX = "table:";

    /** What is read of the past when a process is first met. */
    private static final int FIRST = 100;

    private static final int LONGEST_TEXT = 1000;
    private static final Set<String> STEP_COLUMNS = Set.of("step", "global_step", "local_step");
    private static final Pattern POSITION = Pattern.compile("(-?[0-9.]{1,40})#([0-9]{1,9})");

    private final WatchConfig.Table table;
    private final Set<String> fractional = new HashSet<>();
    private @Nullable BigDecimal newest;
    private int atNewest;

    TableTail(WatchConfig.Table table, @Nullable String position) {
        this.table = table;
        Matcher matcher = POSITION.matcher(Objects.requireNonNullElse(position, ""));
        if (matcher.matches()) {
            newest = new BigDecimal(matcher.group(1));
            atNewest = Integer.parseInt(matcher.group(2));
        }
    }

    /** Whether both names are plain identifiers: nothing else is ever put into a question. */
    static boolean isAskable(WatchConfig.Table table) {
        return table.table().matches("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?")
                && table.cursor().matches("[A-Za-z_][A-Za-z0-9_]*");
    }

    @Override
    public String name() {
        return PREFIX + table.table();
    }

    @Override
    public String sql() {
        String select = "SELECT * FROM " + table.table();
        if (newest == null) {
            return select + " ORDER BY " + table.cursor() + " DESC LIMIT " + FIRST;
        }
        String than = isCrowded() ? " > " : " >= ";
        return select + " WHERE " + table.cursor() + than + newest.toPlainString() + " ORDER BY " + table.cursor()
                + " LIMIT " + (isCrowded() ? PAGE : PAGE + atNewest);
    }

    /** So many rows with one value of the cursor that reading on among them costs more than it tells. */
    private boolean isCrowded() {
        return atNewest > PAGE;
    }

    @Override
    public Optional<Reading> take(TargetKey target, QueryTable answer) {
        int cursor = answer.columns().indexOf(table.cursor());
        if (cursor < 0) {
            return Optional.empty();
        }
        int size = answer.rows().size();
        boolean backwards = newest == null;
        int known = backwards || isCrowded() ? 0 : atNewest;
        BigDecimal before = newest;
        List<TableRow> fresh = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            List<@Nullable Object> row = answer.rows().get(backwards ? size - 1 - i : i);
            BigDecimal value = exact(row.get(cursor));
            if (value == null || (before != null && value.compareTo(before) == 0 && known-- > 0)) {
                continue;
            }
            move(value);
            addCells(answer.columns(), row, fresh);
        }
        return fresh.isEmpty() ? Optional.empty() : Optional.of(new Reading.Table(target, table.table(), fresh));
    }

    private void move(BigDecimal value) {
        atNewest = newest != null && newest.compareTo(value) == 0 ? atNewest + 1 : 1;
        newest = value;
    }

    private void addCells(List<String> columns, List<@Nullable Object> row, List<TableRow> fresh) {
        Double step = step(columns, row);
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i);
            Object cell = row.get(i);
            if (name.equals("timestamp") || STEP_COLUMNS.contains(name)) {
                continue;
            }
            if (cell instanceof Double) {
                fractional.add(name);
            }
            if (cell instanceof String text) {
                String cut = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
                fresh.add(new TableRow(name, null, cut, step));
            } else if (cell != null || fractional.contains(name)) { // the protocol loses NaN and infinities: null
                fresh.add(new TableRow(name, cell == null ? Double.valueOf(Double.NaN) : number(cell), null, step));
            }
        }
    }

    private static @Nullable Double step(List<String> columns, List<@Nullable Object> row) {
        for (int i = 0; i < columns.size(); i++) {
            if (STEP_COLUMNS.contains(columns.get(i)) && row.get(i) instanceof Number number) {
                return number.doubleValue();
            }
        }
        return null;
    }

    private static @Nullable Double number(Object cell) {
        if (cell instanceof Boolean flag) {
            return flag ? 1.0 : 0.0;
        }
        return cell instanceof Number number ? number.doubleValue() : null;
    }

    private static @Nullable BigDecimal exact(@Nullable Object cell) {
        if (cell instanceof Long whole) {
            return BigDecimal.valueOf(whole);
        }
        return cell instanceof Double fraction && Double.isFinite(fraction) ? BigDecimal.valueOf(fraction) : null;
    }

    @Override
    public Optional<String> position() {
        return Optional.ofNullable(newest).map(value -> value.toPlainString() + "#" + atNewest);
    }

    @Override
    public boolean rephrase() {
        return false;
    }
}
