package dev.vigil.flink.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * The rows that a rule's result has for one identity, each with how often it is there: a result is a bag, and an update of
 * one row takes the old one out and puts the new one in, in either order.
 *
 * <p>The results of many rules come by many channels, and time has passed when it has passed on all of them. What comes by a
 * channel that is ahead waits here until then; else a tick between the two halves of an update would see one of them.
 */
final class Bag {

    private final MapState<RowValues, Copies> rows;
    private final ListState<RuleRow> early;

    Bag(RuntimeContext context) {
        rows = context.getMapState(new MapStateDescriptor<>(
                "rows", TypeInformation.of(RowValues.class), TypeInformation.of(Copies.class)));
        early = context.getListState(new ListStateDescriptor<>("early", TypeInformation.of(RuleRow.class)));
    }

    /** A change came; it counts once time has passed it. */
    void arrive(RuleRow change) throws Exception {
        early.add(change);
    }

    /** Takes out the changes that time has passed, in the order in which they came. */
    List<RuleRow> due(long now) throws Exception {
        List<RuleRow> due = new ArrayList<>();
        List<RuleRow> later = new ArrayList<>();
        for (RuleRow change : early.get()) {
            (change.behind() < now ? due : later).add(change);
        }
        if (!due.isEmpty()) {
            early.update(later);
        }
        return due;
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

    /** Takes all rows out; changes that wait for their time still come. */
    void clear() {
        rows.clear();
    }
}
