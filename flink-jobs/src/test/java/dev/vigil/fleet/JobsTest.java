package dev.vigil.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading.Outcome;
import dev.vigil.fleet.Reading.Process;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobsTest {

    private final Watcher vigil = new Watcher();
    private final Trainer zero = Trainer.of("host:9900").rank(0, 2);
    private final Trainer one = Trainer.of("host:9901").rank(1, 2);

    @Test
    void comesAfterOneRoundOfPolls() {
        vigil.apply(new Reading.Joined(zero.key, Map.of(), 0, "", 0, false));
        vigil.apply(new Reading.Joined(one.key, Map.of(), 0, "", 0, false));
        vigil.poll(zero);
        assertThat(vigil.told.rows(Tables.JOBS)).isEmpty();
        vigil.fail(one, Outcome.TIMEOUT, Process.UNKNOWN);
        assertThat(vigil.told.rows(Tables.JOBS)).hasSize(1);
    }

    @Test
    void countsRanksAndSteps() {
        for (int i = 0; i < 10; i++) {
            vigil.poll(zero.step(0.5), one.steps(2, 0.25));
        }
        Told.Cells job = job();
        assertThat(job.number("ranks")).isEqualTo(2);
        assertThat(job.number("world_size")).isEqualTo(2);
        assertThat(job.number("reachable")).isEqualTo(2);
        assertThat(job.number("step_min")).isEqualTo(10);
        assertThat(job.number("step_max")).isEqualTo(20);
        assertThat(job.number("step_seconds")).isEqualTo(0.375);
        assertThat(job.number("starts_30m")).isZero();
        assertThat(job.number("stalled")).isZero();
    }

    @Test
    void ranksThatEndedAreNotBlindness() {
        vigil.poll(zero.step(0.5), one.step(0.5)).poll(zero.end("finished", null), one.end("finished", null));
        for (int i = 0; i < 5; i++) {
            vigil.fail(zero, Outcome.REFUSED, Process.GONE).fail(one, Outcome.REFUSED, Process.GONE);
        }
        assertThat(job().number("finished")).isEqualTo(2);
        assertThat(job().number("reachable")).isEqualTo(2);
        assertThat(job().number("step_max")).isEqualTo(1);
    }

    @Test
    void ranksThatCannotBeReadAre() {
        vigil.poll(zero.step(0.5), one.step(0.5));
        for (int i = 0; i < 5; i++) {
            vigil.fail(zero, Outcome.TIMEOUT, Process.UNKNOWN);
        }
        assertThat(job().number("reachable")).isEqualTo(1);
    }

    @Test
    void countsStartsOfThirtyMinutes() {
        vigil.poll(zero.step(0.5), one.step(0.5));
        for (int i = 0; i < 5; i++) {
            vigil.poll(zero.end("crashed", "ValueError: no"));
            vigil.poll(zero.restart().step(0.5));
        }
        assertThat(job().number("starts_30m")).isEqualTo(5);
        vigil.idle(1800);
        assertThat(job().number("starts_30m")).isZero();
    }

    @Test
    void countsAStartUnderAnotherNameWhereTheSameRankIsGone() {
        Trainer former = Trainer.of("pid:100");
        vigil.poll(former.steps(500, 0.01).auto("step", 5000).look());
        vigil.fail(former, Outcome.REFUSED, Process.GONE).fail(former, Outcome.REFUSED, Process.GONE);
        vigil.apply(new Reading.Removed(former.key));
        Trainer next = Trainer.of("pid:101");
        next.pid = 101;
        next.token = "other";
        vigil.poll(next.step(0.01).auto("step", 4200).look());

        assertThat(job().number("starts_30m")).isEqualTo(1);
        assertThat(job().number("steps_lost")).isEqualTo(800);
    }

    @Test
    void anotherProcessBesideTheFirstIsNoRestart() {
        vigil.poll(Trainer.of("pid:1").step(0.1)).poll(Trainer.of("pid:2").step(0.1));
        assertThat(job().number("starts_30m")).isZero();
    }

    @Test
    void countsTheStepsThatARestartLost() {
        vigil.poll(
                zero.step(0.5).auto("step", 5000).look(),
                one.step(0.5).auto("step", 5000).look());
        vigil.poll(
                zero.restart().step(0.5).auto("step", 4000).look(),
                one.restart().step(0.5).auto("step", 4000).look());
        assertThat(job().number("steps_lost")).isEqualTo(1000);
        vigil.poll(zero.step(0.5).auto("step", 5500).look());
        assertThat(job().number("steps_lost")).isEqualTo(1000);
    }

    @Test
    void countsStartsThatGetNoFurther() {
        vigil.poll(zero.step(0.5).auto("step", 5000).look());
        assertThat(job().number("starts_without_progress")).isZero();
        for (int i = 0; i < 3; i++) {
            vigil.poll(zero.end("crashed", "ValueError: no"));
            vigil.poll(zero.restart().step(0.5).auto("step", 4000).look());
            vigil.poll(zero.step(0.5).auto("step", 5000).look());
        }
        assertThat(job().number("starts_without_progress")).isEqualTo(3);
        vigil.poll(zero.step(0.5).auto("step", 5001).look());
        assertThat(job().number("starts_without_progress")).isZero();
    }

    @Test
    void aRunAfterOneThatEndedWellHasNothingToCatchUpWith() {
        vigil.poll(zero.step(0.5).auto("step", 5000).look());
        vigil.poll(zero.end("finished", null));
        vigil.poll(zero.restart().step(0.5).auto("step", 1).look());
        assertThat(job().number("starts_without_progress")).isZero();
    }

    @Test
    void nobodyKnowsHowFarStepsGotThatOnlyVigilCounts() {
        vigil.poll(zero.steps(10, 0.5)).poll(zero.end("crashed", "no"));
        vigil.poll(zero.restart().step(0.5));
        assertThat(job().number("starts_without_progress")).isNaN();
    }

    @Test
    void comparesLossesOfOneStep() {
        vigil.poll(
                zero.step(0.5).watch("loss", 1.0).look(),
                one.step(0.5).watch("loss", 1.0).look());
        assertThat(job().number("loss_spread")).isZero();
        vigil.poll(zero.step(0.5).watch("loss", 0.8).look());
        assertThat(job().number("loss_spread")).isZero(); // of step 2 only one is known
        vigil.poll(one.step(0.5).watch("loss", 1.0).look());
        assertThat(job().number("loss_spread")).isBetween(0.199, 0.201);
    }

    @Test
    void goesWithItsLastTarget() {
        vigil.poll(zero.step(0.5));
        vigil.apply(new Reading.Removed(zero.key)).idle(10);
        assertThat(job().number("ranks")).isZero();
        vigil.idle(900);
        assertThat(vigil.told.rows(Tables.JOBS)).isEmpty();
        assertThat(vigil.fleet.isEmpty()).isTrue();
    }

    @Test
    void isToldAtMostOnceASecond() {
        vigil.poll(zero.step(0.5), one.step(0.5));
        int before = told();
        for (int i = 0; i < 20; i++) {
            vigil.apply(zero.step(0.05).mailbox());
        }
        assertThat(told()).isEqualTo(before);
        vigil.idle(1);
        assertThat(told()).isEqualTo(before + 2);
    }

    private int told() {
        return (int) vigil.told.changes.stream()
                .filter(change -> change.table().equals(Tables.JOBS))
                .count();
    }

    private Told.Cells job() {
        return vigil.told.row(Tables.JOBS);
    }

    @Test
    void theMonitorHasARowOfItsOwn() {
        MonitorRow monitor = new MonitorRow();
        monitor.apply(new Reading.MonitorBeat(3, 2, 0, 1, 60), 1000, vigil.told);
        monitor.apply(new Reading.MonitorBeat(3, 2, 0, 1, 61), 2000, vigil.told);
        assertThat(vigil.told.row(Tables.MONITOR).number("failed_rules")).isEqualTo(1);
        assertThat(List.of(vigil.told.row(Tables.MONITOR).number("uptime_seconds")))
                .containsExactly(61.0);
    }
}
