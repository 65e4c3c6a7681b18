package dev.vigil.monitor.cli;

import dev.vigil.monitor.probing.QueryTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rows as an aligned table: numbers to the right, everything else to the left. */
final class TextTable {

    private TextTable() {}

    /** Header, rule and rows; nothing where the answer had no columns. */
    static List<String> lines(QueryTable table) {
        int columns = table.columns().size();
        if (columns == 0) {
            return List.of();
        }
        List<List<String>> cells = table.rows().stream()
                .map(row -> row.stream().map(TextTable::text).toList())
                .toList();
        int[] widths = IntStream.range(0, columns)
                .map(column -> Math.max(
                        Printable.text(table.columns().get(column)).length(),
                        cells.stream()
                                .mapToInt(row -> row.get(column).length())
                                .max()
                                .orElse(0)))
                .toArray();
        boolean[] numbers = new boolean[columns];
        for (int column = 0; column < columns; column++) {
            int at = column;
            numbers[column] = !table.rows().isEmpty()
                    && table.rows().stream().allMatch(row -> row.get(at) == null || row.get(at) instanceof Number);
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(table.columns().stream().map(Printable::text).toList(), widths, numbers));
        lines.add(line(IntStream.of(widths).mapToObj("-"::repeat).toList(), widths, numbers));
        cells.forEach(row -> lines.add(line(row, widths, numbers)));
        return lines;
    }

    private static String line(List<String> cells, int[] widths, boolean[] numbers) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String padding = " ".repeat(widths[column] - cells.get(column).length());
            line.append(column == 0 ? "" : "  ");
            line.append(numbers[column] ? padding + cells.get(column) : cells.get(column) + padding);
        }
        return line.toString().stripTrailing();
    }

    private static String text(@Nullable Object cell) {
        return cell == null ? "" : Printable.text(cell.toString());
    }
}
