package dev.vigil.flink;

import dev.vigil.flink.PipelineStatus.RuleFailure;
import dev.vigil.flink.alert.RuleRow;
import dev.vigil.flink.source.MonitorHealth;
import dev.vigil.flink.sql.RuleHealth;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the pipeline's status while it runs; any thread. */
final class Vitals implements RuleHealth, MonitorHealth {

    private static final Logger LOG = LoggerFactory.getLogger(Vitals.class);
    /** A rule that dropped a row this long ago has recovered; as long as Prometheus' own alert looks back. */
    private static final Duration RECOVERY = Duration.ofMinutes(5);

    private final Clock clock;
    private final Instant startedAt;
    private final Map<String, RuleFailure> failures = new ConcurrentHashMap<>();
    private final Map<String, RuleTrace> traces = new ConcurrentHashMap<>();
    private final AtomicInteger restarts = new AtomicInteger();
    private volatile PipelineStatus.State state = new PipelineStatus.Restarting("not started yet");
    private volatile @Nullable Instant lastBeat;

    Vitals(Clock clock) {
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** A row came out at the far end. */
    void beat() {
        lastBeat = clock.instant();
    }

    /** The job failed and will be submitted again. */
    void restarting(String reason) {
        restarts.incrementAndGet();
        state = new PipelineStatus.Restarting(reason);
    }

    /** What it is at now. */
    void become(PipelineStatus.State now) {
        state = now;
    }

    /** A rule took the job down. */
    void switchedOff(String rule, Throwable reason) {
        failures.compute(rule, (id, before) -> next(before, true, reason));
    }

    /**
     * These rules run; one that was switched off got a new chance. What is counted of them stays.
     *
     * @param rules all that are wanted
     * @param off ids of those that took the job down meanwhile and do not run
     */
    void begins(RuleSet rules, Set<String> off) {
        Set<String> ids = rules.rules().stream().map(Rule::id).collect(Collectors.toSet());
        failures.keySet().retainAll(ids);
        traces.keySet().retainAll(ids);
        failures.replaceAll(
                (id, failure) -> new RuleFailure(failure.count(), off.contains(id), failure.reason(), failure.last()));
    }

    @Override
    public void rowDropped(String rule, Throwable reason) {
        RuleFailure failure = failures.compute(rule, (id, before) -> next(before, false, reason));
        if (failure.count() == 1) {
            LOG.warn("Rule {} fails and drops the row; further failures are only counted", rule, reason);
        }
    }

    @Override
    public void crowdedOut(String rule, int limit) {
        if (trace(rule).crowdedOut() == 1) {
            LOG.warn(
                    "Rule {} has {} alerts, its limit; further rows are no alerts until one of those ends",
                    rule,
                    limit);
        }
    }

    @Override
    public LongAdder rowsRead(String rule, String table) {
        return trace(rule).read(table);
    }

    @Override
    public void resultChanged(RuleRow row) {
        trace(row.rule()).changed(row);
    }

    private RuleTrace trace(String rule) {
        return traces.computeIfAbsent(rule, unused -> new RuleTrace(clock));
    }

    private Map<String, Long> overLimit() {
        Map<String, Long> counts = new HashMap<>();
        traces.forEach((rule, trace) -> counts.put(rule, trace.overLimit()));
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    /** What a rule has seen and said. */
    RuleReport report(String rule) {
        RuleTrace trace = traces.get(rule);
        return trace == null ? RuleReport.NOTHING : trace.report();
    }

    private RuleFailure next(@Nullable RuleFailure before, boolean switchedOff, Throwable reason) {
        long count = before == null ? 1 : before.count() + 1;
        boolean off = switchedOff || (before != null && before.switchedOff());
        return new RuleFailure(count, off, Causes.text(reason), clock.instant());
    }

    @Override
    public int failedRules() {
        Instant recovered = clock.instant().minus(RECOVERY);
        return (int) failures.values().stream()
                .filter(failure -> failure.switchedOff() || failure.last().isAfter(recovered))
                .count();
    }

    @Override
    public Instant startedAt() {
        return startedAt;
    }

    /** All of it at this moment. */
    PipelineStatus status() {
        return new PipelineStatus(state, Optional.ofNullable(lastBeat), restarts.get(), failures, overLimit());
    }
}
