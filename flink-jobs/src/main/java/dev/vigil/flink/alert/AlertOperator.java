package dev.vigil.flink.alert;

import dev.vigil.fleet.TargetFacts;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.alert.Judgement.Look;
import dev.vigil.flink.alert.Judgement.Verdict;
import dev.vigil.rules.lifecycle.Phase;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * From rows of rules to alerts, keyed by rule and identity. Rows only change the bag; alerts are judged on ticks of event time
 * ({@link Ticks}). All of it is state and comes back after a restart: the first judgement of an alert from before leaves out
 * the time in which nothing was judged, and tells the alert again.
 */
public final class AlertOperator extends KeyedBroadcastProcessFunction<String, RuleRow, TimedFacts, AlertUpdate>
        implements CheckpointedFunction {

    /** What is known of targets, for all alerts. */
    public static final MapStateDescriptor<TargetKey, FactsHistory> FACTS = new MapStateDescriptor<>(
            "targets", TypeInformation.of(TargetKey.class), TypeInformation.of(FactsHistory.class));

    private static final long serialVersionUID = 1L;

    private final HashMap<String, AlertProgram> programs;
    private final LimitListener crowded;
    private final String externalUrl;
    private transient Map<String, AlertTexts> texts;
    private transient RuleLimits limits;
    /** Keys judged since the start: those from before that are not among them have yet to be told again. */
    private transient Set<String> judged;

    private transient TickTime ticks;

    private transient ValueState<AlertMemory> memories;
    private transient Bag bag;

    /** Hears, on the pipeline's thread, of an alert that could not begin because its rule's limit was reached. */
    @FunctionalInterface
    public interface LimitListener extends Serializable {

        /** One more alert than {@code limit} would be active. */
        void crowdedOut(String rule, int limit);
    }

    /**
     * An operator for these rules; alerts of others, restored from before, end at once.
     *
     * @param programs by rule id
     * @param crowded hears of alerts beyond a rule's limit
     * @param externalUrl {@code $externalURL} of annotations
     */
    public AlertOperator(Map<String, AlertProgram> programs, LimitListener crowded, String externalUrl) {
        this.programs = new HashMap<>(programs);
        this.crowded = crowded;
        this.externalUrl = externalUrl;
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
        memories = getRuntimeContext().getState(new ValueStateDescriptor<>("alert", AlertMemory.class));
        bag = new Bag(getRuntimeContext());
        texts = new HashMap<>();
        programs.forEach((id, program) -> texts.put(id, new AlertTexts(program.rule(), externalUrl)));
        limits = new RuleLimits();
        judged = new HashSet<>();
    }

    @Override
    public void processElement(RuleRow row, ReadOnlyContext context, Collector<AlertUpdate> out) throws Exception {
        bag.arrive(row);
        long passed = Math.max(row.behind(), context.timerService().currentWatermark());
        context.timerService().registerEventTimeTimer(Ticks.after(passed));
    }

    /** What is remembered once all changes are counted that time has passed; null: nothing. */
    private @Nullable AlertMemory counted(@Nullable AlertMemory known, long now) throws Exception {
        AlertMemory memory = known;
        for (RuleRow row : bag.due(now)) {
            AlertProgram program = programs.get(row.rule());
            if (program != null) {
                memory = counted(memory, row, program);
            }
        }
        return memory;
    }

    private @Nullable AlertMemory counted(@Nullable AlertMemory known, RuleRow row, AlertProgram program)
            throws Exception {
        if (!row.added()) {
            bag.remove(row.values());
            return known;
        }
        AlertMemory memory = known == null ? AlertMemory.of(row, program.plan()) : current(known, program);
        if (program.events()) {
            bag.clear(); // nobody takes events back: each takes the place of the one before
        }
        AlertMemory next = memory.withRow(program.events());
        bag.add(row.values(), next.rows());
        return next;
    }

    /** Forgets the rows of another version of the query. */
    private AlertMemory current(AlertMemory memory, AlertProgram program) {
        if (memory.plan().equals(program.plan())) {
            return memory;
        }
        bag.clear();
        return memory.replanned(program.plan());
    }

    @Override
    public void processBroadcastElement(TimedFacts facts, Context context, Collector<AlertUpdate> out)
            throws Exception {
        long passed = context.currentWatermark();
        BroadcastState<TargetKey, FactsHistory> all = context.getBroadcastState(FACTS);
        TargetKey target = facts.facts().target();
        FactsHistory known = all.get(target);
        all.put(target, (known == null ? FactsHistory.EMPTY : known).with(facts, passed));
        if (!facts.facts().present()) {
            forgetTargets(all, passed);
        }
    }

    private static void forgetTargets(BroadcastState<TargetKey, FactsHistory> all, long passed) throws Exception {
        List<TargetKey> over = new ArrayList<>();
        for (Map.Entry<TargetKey, FactsHistory> target : all.entries()) {
            if (target.getValue().isOver(passed)) {
                over.add(target.getKey());
            }
        }
        for (TargetKey target : over) {
            all.remove(target);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<AlertUpdate> out) throws Exception {
        if (context.currentWatermark() == Long.MAX_VALUE) {
            return; // the end of input
        }
        long now = ticks.time(timestamp, context.currentWatermark());
        AlertMemory known = memories.value();
        if (known != null && known.lastTick() >= now) {
            return; // judged already
        }
        AlertMemory memory = counted(known, now);
        if (memory == null) {
            return;
        }
        String key = context.getCurrentKey();
        AlertProgram program = programs.get(memory.rule());
        Verdict verdict = program == null ? end(memory, now) : judge(program, memory, now, context);
        judged.add(key);
        if (verdict.memory() == null) {
            forget(key);
        } else {
            memories.update(verdict.memory());
            context.timerService().registerEventTimeTimer(verdict.next());
        }
        limits.note(memory.rule(), key, isActive(verdict.memory()));
        if (verdict.update() != null) {
            out.collect(verdict.update());
        }
    }

    private Verdict judge(AlertProgram program, AlertMemory memory, long now, OnTimerContext context) throws Exception {
        int limit = program.rule().limit();
        AlertMemory current = current(memory, program);
        Optional<TargetFacts> target = target(current, now, context.getBroadcastState(FACTS));
        Look look = new Look(
                now,
                bag.newest(),
                target.map(TargetFacts::labels).orElse(Map.of()),
                target.isPresent() && !target.get().readable(),
                !judged.contains(context.getCurrentKey()),
                limits.room(memory.rule(), limit));
        Verdict verdict = new Judgement(program, texts(program), current, look).verdict();
        if (verdict.crowded()) {
            crowded.crowdedOut(memory.rule(), limit);
        }
        return verdict;
    }

    private AlertTexts texts(AlertProgram program) {
        return texts.computeIfAbsent(program.rule().id(), unused -> new AlertTexts(program.rule(), externalUrl));
    }

    private static Optional<TargetFacts> target(
            AlertMemory memory, long now, ReadOnlyBroadcastState<TargetKey, FactsHistory> facts) throws Exception {
        String job = memory.identity().get("job");
        String instance = memory.identity().get("instance");
        if (job == null || instance == null) {
            return Optional.empty();
        }
        FactsHistory history = facts.get(new TargetKey(job, instance));
        return history == null ? Optional.empty() : history.at(now);
    }

    /** Its rule is no more. */
    private static Verdict end(AlertMemory memory, long now) {
        boolean active = isActive(memory);
        return new Verdict(null, active ? AlertUpdate.ended(memory, now) : null, 0, false);
    }

    private static boolean isActive(@Nullable AlertMemory memory) {
        return memory != null && memory.state().phase() != Phase.INACTIVE;
    }

    private void forget(String key) {
        memories.clear();
        bag.clear();
        judged.remove(key);
    }
}
