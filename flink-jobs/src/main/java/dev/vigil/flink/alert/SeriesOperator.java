package dev.vigil.flink.alert;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * From rows of recording rules to series, keyed by rule and identity; told on the same ticks on which alerts are judged, and
 * again after a restart.
 */
public final class SeriesOperator extends KeyedProcessFunction<String, RuleRow, SeriesUpdate>
        implements CheckpointedFunction {

    private static final long serialVersionUID = 1L;

    private final HashMap<String, SeriesProgram> programs;
    private transient Set<String> seen;

    private transient TickTime ticks;

    private transient ValueState<SeriesMemory> memories;
    private transient Bag bag;

    /**
     * An operator for these rules; series of others, restored from before, end at once.
     *
     * @param programs by rule id
     */
    public SeriesOperator(Map<String, SeriesProgram> programs) {
        this.programs = new HashMap<>(programs);
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
        ticks = new TickTime(context.isRestored());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        // All state is Flink's.
    }

    @Override
    public void open(OpenContext context) {
        memories = getRuntimeContext().getState(new ValueStateDescriptor<>("series", SeriesMemory.class));
        bag = new Bag(getRuntimeContext());
        seen = new HashSet<>();
    }

    @Override
    public void processElement(RuleRow row, Context context, Collector<SeriesUpdate> out) throws Exception {
        bag.arrive(row);
        long passed = Math.max(row.behind(), context.timerService().currentWatermark());
        context.timerService().registerEventTimeTimer(Ticks.after(passed));
    }

    /** What is remembered once all changes are counted that time has passed; null: nothing. */
    private @Nullable SeriesMemory counted(@Nullable SeriesMemory known, long now) throws Exception {
        SeriesMemory memory = known;
        for (RuleRow row : bag.due(now)) {
            SeriesProgram program = programs.get(row.rule());
            if (program != null && row.added()) {
                memory = memory == null ? SeriesMemory.of(row, program.plan()) : current(memory, program);
                memory = memory.withRow();
                bag.add(row.values(), memory.rows());
            } else {
                bag.remove(row.values());
            }
        }
        return memory;
    }

    private SeriesMemory current(SeriesMemory memory, SeriesProgram program) {
        if (memory.plan().equals(program.plan())) {
            return memory;
        }
        bag.clear();
        return memory.replanned(program.plan());
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<SeriesUpdate> out) throws Exception {
        if (context.timerService().currentWatermark() == Long.MAX_VALUE) {
            return; // the end of input
        }
        long now = ticks.time(timestamp, context.timerService().currentWatermark());
        SeriesMemory known = memories.value();
        if (known != null && known.lastTick() >= now) {
            return; // looked at already
        }
        SeriesMemory memory = counted(known, now);
        if (memory == null) {
            return;
        }
        SeriesProgram program = programs.get(memory.rule());
        SeriesMemory next = program == null
                ? end(memory, out)
                : look(program, current(memory, program), now, seen.add(context.getCurrentKey()), out);
        if (next == null) {
            forget(context.getCurrentKey());
            return;
        }
        memories.update(next);
        boolean doubt = next.presence().disagreeing() > 0;
        context.timerService().registerEventTimeTimer(doubt ? Ticks.after(now) : Ticks.routine(now));
    }

    /** Its rule is no more. */
    private static @Nullable SeriesMemory end(SeriesMemory memory, Collector<SeriesUpdate> out) {
        if (memory.told() != null) {
            out.collect(memory.gone());
        }
        return null;
    }

    /** What to remember; null: nothing. */
    private @Nullable SeriesMemory look(
            SeriesProgram program, SeriesMemory memory, long now, boolean first, Collector<SeriesUpdate> out)
            throws Exception {
        Optional<RowValues> newest = bag.newest();
        long frozenUntil = Judgement.frozenUntil(memory.frozenUntil(), now);
        if (newest.isEmpty() && now < frozenUntil) {
            return memory.frozen(frozenUntil).looked(memory.presence(), now);
        }
        Settling presence = memory.presence()
                .look(newest.isPresent(), now, program.agreement().toMillis());
        if (!presence.present()) {
            end(memory, out);
            boolean over = newest.isEmpty() && presence.disagreeing() == 0;
            return over ? null : memory.told(memory.gone()).looked(presence, now);
        }
        Double value = newest.isPresent() ? newest.get().value() : memory.told();
        SeriesUpdate update = new SeriesUpdate(memory.rule(), program.rule().name(), labels(program, memory), value);
        tell(update, memory, first, out);
        return memory.told(update).looked(presence, now);
    }

    private static void tell(SeriesUpdate update, SeriesMemory memory, boolean first, Collector<SeriesUpdate> out) {
        boolean renamed =
                !update.labels().equals(memory.labels()) || !update.name().equals(memory.name());
        if (renamed && memory.told() != null) {
            out.collect(memory.gone());
        }
        boolean changed = renamed || !Objects.equals(update.value(), memory.told());
        if ((changed && (update.value() != null || memory.told() != null)) || (first && update.value() != null)) {
            out.collect(update);
        }
    }

    private static Map<String, String> labels(SeriesProgram program, SeriesMemory memory) {
        Map<String, String> labels = new HashMap<>(memory.identity());
        labels.putAll(program.rule().labels());
        labels.values().removeIf(String::isEmpty);
        return Map.copyOf(labels);
    }

    private void forget(String key) {
        memories.clear();
        bag.clear();
        seen.remove(key);
    }
}
