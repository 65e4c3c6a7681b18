package dev.vigil.flink.table;

import dev.vigil.fleet.FleetOutput;
import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.JobFleet;
import dev.vigil.fleet.MonitorRow;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TableChange;
import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.fleet.TargetFacts;
import dev.vigil.flink.cluster.InProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the fleet of each job and turns readings into rows of all tables; keyed by job. Facts go to the main output, each
 * table's rows to a side output of its own.
 *
 * <p>An operator rather than a function, because only an operator may choose a row's timestamp: a row that goes is taken
 * back with the time it came with ({@link TableChange#time}).
 *
 * <p>Each job that is not empty is told the time once a second of row time. State: one fleet per job, for as long as the
 * job has a row.
 */
@SuppressWarnings("NullAway.Init") // the transient fields are set in open(), which comes first
final class FleetOperator extends AbstractStreamOperator<TargetFacts>
        implements OneInputStreamOperator<Reading, TargetFacts>, Triggerable<String, VoidNamespace>, FleetOutput {

    private static final long serialVersionUID = 1L;
    private static final long SECOND_MILLIS = 1_000;

    private final Duration pollInterval;
    private final Duration retention;
    private final Map<String, OutputTag<Row>> tables;
    private final Map<String, OutputTag<Row>> withPast;
    private final @Nullable Set<String> watches;
    private final InProcess<TableSink> tableSink;

    private transient FleetSettings settings;
    private transient ValueState<FleetState> fleets;
    private transient ValueState<byte[]> monitor;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient TableSink sink;
    /** Jobs that have been worked with since the start; a restored one that is not among them has yet to be told again. */
    private transient Map<String, FleetState> met;
    /** The tick of each job that was set last in this run: most readings come where it is set already. */
    private transient Map<String, Long> ticks;

    /** Side outputs of the tables that are read. */
    private transient IdentityHashMap<TableSpec, Tags> known;

    private transient boolean monitorMet;
    /** Whether all that was restored has been told again. */
    private transient boolean allMet;
    /** ms since 1970; never goes back, though a timer of before a restart does. */
    private transient long now;
    /** While rows are told again they go to those alone who have not heard of them: other queries' own state knows them. */
    private transient boolean retelling;

    /**
     * An operator for all jobs.
     *
     * @param settings of the fleets
     * @param tables the side output of each table that is read, by the table's name
     * @param withPast the same for those who know nothing: after a restart all rows are told again there; empty where there
     *     is none
     * @param watches the names of the watches whose rows are read; null: all
     * @param tableSink sees the latest-state tables' changes
     */
    FleetOperator(
            FleetSettings settings,
            Map<String, OutputTag<Row>> tables,
            Map<String, OutputTag<Row>> withPast,
            @Nullable Set<String> watches,
            InProcess<TableSink> tableSink) {
        this.pollInterval = settings.pollInterval();
        this.retention = settings.retention();
        this.tables = tables;
        this.withPast = withPast;
        this.watches = watches;
        this.tableSink = tableSink;
    }

    @Override
    public void open() throws Exception {
        super.open();
        settings = new FleetSettings(pollInterval, retention);
        fleets = getPartitionedState(new ValueStateDescriptor<>("fleet", FleetStateSerializer.INSTANCE));
        monitor = getPartitionedState(
                new ValueStateDescriptor<>("monitor", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        timers = getInternalTimerService("second", VoidNamespaceSerializer.INSTANCE, this);
        sink = tableSink.get();
        known = tags();
        met = new HashMap<>();
        ticks = new HashMap<>();
        now = Long.MIN_VALUE;
    }

    @Override
    public void processElement(StreamRecord<Reading> element) throws Exception {
        advance(element.getTimestamp());
        Reading reading = element.getValue();
        if (reading instanceof Reading.Resumed) {
            return; // speaks to the watermark only
        }
        if (reading instanceof Reading.MonitorBeat beat) {
            monitor(beat);
            return;
        }
        work(reading.target().job(), fleet -> fleet.apply(reading, now, this));
    }

    /** All of Flink's keys are jobs but this one, which is nobody's. */
    private void monitor(Reading.MonitorBeat beat) throws IOException {
        MonitorRow row = monitor();
        row.apply(beat, now, this);
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        row.write(new DataOutputStream(buffer));
        monitor.update(buffer.toByteArray());
    }

    private MonitorRow monitor() throws IOException {
        byte[] bytes = monitor.value();
        MonitorRow row = bytes == null
                ? new MonitorRow()
                : MonitorRow.read(new DataInputStream(new ByteArrayInputStream(bytes)));
        if (!monitorMet && bytes != null) {
            retell(row::retell);
        }
        monitorMet = true;
        return row;
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        advance(timer.getTimestamp());
        if (!isInputEnded()) {
            advance(timers.currentWatermark());
        }
        work(timer.getKey(), fleet -> fleet.tick(now, this));
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no timer of processing time is ever set");
    }

    private void advance(long time) {
        now = Math.max(now, time);
    }

    private void work(String job, Consumer<JobFleet> work) throws IOException {
        FleetState known = fleets.value();
        FleetState state = known == null ? FleetState.of(new JobFleet(job, settings)) : known;
        JobFleet fleet = meet(job, state, known != null);
        work.accept(fleet);
        if (fleet.isEmpty()) {
            fleets.clear();
            met.remove(job);
            ticks.remove(job);
            return;
        }
        fleets.update(state);
        long next = (Math.floorDiv(now, SECOND_MILLIS) + 1) * SECOND_MILLIS;
        Long set = ticks.put(job, next);
        if (!isInputEnded() && (set == null || set != next)) {
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, next);
        }
    }

    private JobFleet meet(String job, FleetState state, boolean restored) throws IOException {
        JobFleet fleet = state.thaw(settings);
        if (met.put(job, state) == null && restored) {
            retell(out -> fleet.retell(now, out));
        }
        return fleet;
    }

    /**
     * The checkpoint will say of queries that began with this run that they know what there is: whatever has not been told
     * yet is told before it.
     */
    @Override
    public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
        super.prepareSnapshotPreBarrier(checkpoint);
        if (allMet) {
            return;
        }
        for (Object key : keys("fleet")) {
            setCurrentKey(key);
            meet((String) key, fleets.value(), true);
        }
        for (Object key : keys("monitor")) {
            setCurrentKey(key);
            monitor();
        }
        allMet = true;
    }

    private List<?> keys(String state) {
        return getKeyedStateBackend().getKeys(state, VoidNamespace.INSTANCE).toList();
    }

    private void retell(Consumer<FleetOutput> rows) {
        retelling = true;
        rows.accept(this);
        retelling = false;
    }

    /** Before Flink takes the states: what the checkpoint's own thread will write must no longer change. */
    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        for (FleetState state : met.values()) {
            state.freeze();
        }
    }

    /** At the end of input all timers fire at once: one that renewed itself would go on for ever. */
    private boolean isInputEnded() {
        return timers.currentWatermark() == Long.MAX_VALUE;
    }

    @Override
    public void change(TableChange change) {
        Tags tags = known.get(change.table());
        if (tags != null) {
            StreamRecord<Row> record =
                    new StreamRecord<>(row(change), change.time().toEpochMilli());
            if (tags.withPast() != null) {
                output.collect(tags.withPast(), record);
            }
            if (!retelling) {
                output.collect(tags.table(), record);
            }
        }
        if (change.table().changelog()) {
            sink.change(change);
        }
    }

    @Override
    public boolean wants(TableSpec table) {
        return known.containsKey(table);
    }

    @Override
    public boolean wantsWatch(String name) {
        return wants(Tables.WATCHES) && (watches == null || watches.contains(name));
    }

    /** Side outputs of one table; no second one where nothing is ever told again. */
    private record Tags(OutputTag<Row> table, @Nullable OutputTag<Row> withPast) {}

    /** By identity: for each change of each row the hash of a name would be felt. */
    private IdentityHashMap<TableSpec, Tags> tags() {
        IdentityHashMap<TableSpec, Tags> tags = new IdentityHashMap<>();
        for (TableSpec table : Tables.ALL) {
            OutputTag<Row> plain = tables.get(table.name());
            if (plain != null) {
                tags.put(table, new Tags(plain, withPast.get(table.name())));
            }
        }
        return tags;
    }

    @Override
    public void facts(TargetFacts facts) {
        output.collect(new StreamRecord<>(facts, now));
    }

    private static Row row(TableChange change) {
        List<@Nullable Object> values = change.values();
        Row row = new Row(kind(change.kind()), values.size());
        for (int i = 0; i < values.size(); i++) {
            row.setField(i, values.get(i));
        }
        return row;
    }

    private static RowKind kind(TableChange.Kind kind) {
        return switch (kind) {
            case INSERT -> RowKind.INSERT;
            case UPDATE_BEFORE -> RowKind.UPDATE_BEFORE;
            case UPDATE_AFTER -> RowKind.UPDATE_AFTER;
            case DELETE -> RowKind.DELETE;
        };
    }
}
