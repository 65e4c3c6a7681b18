package dev.vigil.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TablePlanTest {

    private static final WatchConfig.Table METRICS = new WatchConfig.Table("python.metrics", "timestamp");
    private static final WatchConfig.Table EVENTS = new WatchConfig.Table("python.events", "timestamp");

    private final ManualClock clock = new ManualClock();

    private Tail due(TablePlan plan) {
        return plan.next(clock.instant()).orElseThrow();
    }

    @Test
    void restsTwoSecondsAfterAQuickReading() {
        TablePlan plan = TablePlan.of(List.of(METRICS), Map.of());
        plan.read(due(plan), Duration.ofMillis(5), clock.instant());

        assertThat(plan.next(clock.advance(1.9))).isEmpty();
        assertThat(plan.next(clock.advance(0.1))).isPresent();
    }

    @Test
    void restsTwentyTimesWhatASlowReadingTook() {
        TablePlan plan = TablePlan.of(List.of(METRICS), Map.of());
        plan.read(due(plan), Duration.ofSeconds(1), clock.instant());

        assertThat(plan.next(clock.advance(19.9))).isEmpty();
        assertThat(plan.next(clock.advance(0.1))).isPresent();
    }

    @Test
    void asksForAMissingTableEverMoreRarely() {
        TablePlan plan = TablePlan.of(List.of(METRICS), Map.of());
        plan.refused(due(plan), clock.instant());
        assertThat(plan.next(clock.advance(9.9))).isEmpty();

        clock.advance(0.1);
        plan.refused(due(plan), clock.instant());
        assertThat(plan.next(clock.advance(19.9))).isEmpty();
        assertThat(plan.next(clock.advance(0.1))).isPresent();
    }

    @Test
    void triesTheOtherFamilyAtOnce() {
        TablePlan plan = new TablePlan();
        plan.add(new TraceTail(null));
        plan.refused(due(plan), clock.instant());

        assertThat(due(plan).sql()).contains("global_step");
    }

    @Test
    void takesTurns() {
        TablePlan plan = TablePlan.of(List.of(METRICS, EVENTS), Map.of());
        Tail first = due(plan);
        plan.missed(first, Duration.ofMillis(5), clock.instant());

        assertThat(due(plan)).isNotSameAs(first);
    }

    @Test
    void startsWhereItHadBeenRead() {
        TablePlan plan = TablePlan.of(List.of(METRICS), Map.of("table:python.metrics", "20#1"));

        assertThat(due(plan).sql()).contains(">= 20");
        assertThat(plan.positions()).containsExactly(Map.entry("table:python.metrics", "20#1"));
    }

    @Test
    void leavesOutWhatIsNoPlainName() {
        assertThat(TablePlan.of(List.of(new WatchConfig.Table("python.`x`", "y")), Map.of())
                        .next(clock.instant()))
                .isEmpty();
    }
}
