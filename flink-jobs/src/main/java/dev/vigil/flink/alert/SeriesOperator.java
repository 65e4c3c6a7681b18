package dev.vigil.flink.alert;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * From rows of recording rules to series, keyed by rule and identity; told on the same ticks on which alerts are judged, and
 * again after a restart.
 */
public final class SeriesOperator extends KeyedProcessFunction<String, RuleRow, SeriesUpdate> {

    private static final long serialVersionUID = 1L;

    private final HashMap<String, SeriesProgram> programs;
    private transient Set<String> seen;
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
    public void open(OpenContext context) {
        memories = getRuntimeContext().getState(new ValueStateDescriptor<>("series", SeriesMemory.class));
        bag = new Bag(getRuntimeContext()
                .getMapState(new MapStateDescriptor<>(
                        "rows", TypeInformation.of(RowValues.class), TypeInformation.of(Copies.class))));
        seen = new HashSet<>();
    }

    @Override
    public void processElement(RuleRow row, Context context, Collector<SeriesUpdate> out) throws Exception {
        SeriesProgram program = programs.get(row.rule());
        SeriesMemory known = memories.value();
        if (program == null || (known == null && !row.added())) {
            return;
        }
        SeriesMemory memory = known == null ? SeriesMemory.of(row, program.plan()) : current(known, program);
        if (row.added()) {
            memory = memory.withRow();
            bag.add(row.values(), memory.rows());
        } else {
            bag.remove(row.values());
        }
        memories.update(memory);
        context.timerService()
                .registerEventTimeTimer(Ticks.after(context.timerService().currentWatermark()));
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
        long now = context.timerService().currentWatermark();
        SeriesMemory memory = memories.value();
        if (now == Long.MAX_VALUE || memory == null || memory.lastTick() == now) {
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
