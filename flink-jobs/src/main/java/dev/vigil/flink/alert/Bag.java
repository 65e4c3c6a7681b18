package dev.vigil.flink.alert;

import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.MapState;

/**
 * The rows that a rule's result has for one identity, each with how often it is there: a result is a bag, and an update of
 * one row takes the old one out and puts the new one in, in either order.
 */
final class Bag {

    private final MapState<RowValues, Copies> rows;

    Bag(MapState<RowValues, Copies> rows) {
        this.rows = rows;
    }

    /** Puts one in; {@code order} grows from row to row. */
    void add(RowValues row, long order) throws Exception {
        Copies before = rows.get(row);
        rows.put(row, new Copies(before == null ? 1 : before.count() + 1, order));
    }

    /**
     * Takes one out. One that is not there was never told: its rule has no memory of the time before it was changed, or
     * failed on it when it came.
     */
    void remove(RowValues row) throws Exception {
        Copies before = rows.get(row);
        if (before == null || before.count() == 1) {
            rows.remove(row);
        } else {
            rows.put(row, new Copies(before.count() - 1, before.order()));
        }
    }

    /** The row that came last of those that are there. */
    Optional<RowValues> newest() throws Exception {
        Map.Entry<RowValues, Copies> newest = null;
        for (Map.Entry<RowValues, Copies> row : rows.entries()) {
            boolean newer =
                    newest == null || row.getValue().order() > newest.getValue().order();
            newest = newer ? row : newest;
        }
        return Optional.ofNullable(newest).map(Map.Entry::getKey);
    }

    void clear() {
        rows.clear();
    }
}
