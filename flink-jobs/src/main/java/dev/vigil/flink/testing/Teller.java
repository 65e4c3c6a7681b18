package dev.vigil.flink.testing;

import dev.vigil.fleet.TableChange;
import dev.vigil.fleet.TargetFacts;
import dev.vigil.flink.cluster.InProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Sends each happening, which comes as its number, to the tables of its test's lanes; facts go to the main output. An operator,
 * because a row that goes must have the time with which it came.
 */
final class Teller extends AbstractStreamOperator<TargetFacts> implements OneInputStreamOperator<Integer, TargetFacts> {

    private static final long serialVersionUID = 1L;

    private final InProcess<List<Happening>> happenings;
    private final HashMap<String, OutputTag<Row>> tables;

    /**
     * A teller.
     *
     * @param tables side outputs by {@link #key}
     */
    Teller(InProcess<List<Happening>> happenings, Map<String, OutputTag<Row>> tables) {
        this.happenings = happenings;
        this.tables = new HashMap<>(tables);
    }

    static String key(Lane lane, String table) {
        return lane.name() + "/" + table;
    }

    @Override
    public void processElement(StreamRecord<Integer> element) {
        Happening happening = happenings.get().get(element.getValue());
        if (happening instanceof Happening.Facts facts) {
            output.collect(new StreamRecord<>(facts.facts(), element.getTimestamp()));
        } else if (happening instanceof Happening.Change change) {
            change.slot().lanes().forEach(lane -> tell(lane, change.change()));
        }
    }

    private void tell(Lane lane, TableChange change) {
        OutputTag<Row> table = tables.get(key(lane, change.table().name()));
        if (table != null) {
            @Nullable Object[] values = change.values().toArray();
            Row row = Row.ofKind(RowKind.valueOf(change.kind().name()), values);
            output.collect(table, new StreamRecord<>(row, change.time().toEpochMilli()));
        }
    }
}
