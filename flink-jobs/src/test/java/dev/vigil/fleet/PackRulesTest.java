package dev.vigil.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading.Outcome;
import dev.vigil.fleet.Reading.Process;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Whole stories of a training, judged by the conditions of the built-in rules (without {@code for}): each fires where it
 * must, and at no second of a healthy program.
 */
class PackRulesTest {

    private static final List<Frame> LOOP =
            List.of(new Frame("/home/user/train.py", "train", 50), new Frame("/home/user/train.py", "<module>", 60));
    private static final List<Frame> LOCK = RealStacksTest.named("a queue").frames();

    private final Watcher vigil = new Watcher();
    private final Trainer trainer = Trainer.of("host:9900");
    private final Set<String> fired = new TreeSet<>();

    @Test
    void aHealthyTrainingIsSilent() {
        train(300, 0.5);
        assertThat(fired).isEmpty();
    }

    @Test
    void aNanLossIsSeenInItsVeryReading() {
        train(20, 0.5);
        vigil.poll(trainer.step(0.5).watch("loss", Double.NaN).look());
        assertThat(judge()).containsExactly("NonFiniteLoss");
    }

    @Test
    void aLossThatJumpsIsASpike() {
        train(100, 0.5);
        for (int i = 0; i < 5; i++) {
            vigil.poll(trainer.step(0.5).watch("loss", 3).look());
        }
        assertThat(judge()).containsExactly("LossSpike");
    }

    @Test
    void aDeadlockHangsAfterAMinute() {
        train(20, 0.5);
        pause(60, LOCK);
        assertThat(fired).isEmpty();
        pause(3, LOCK);
        assertThat(fired).containsExactly("TrainingHang", "TrainingStalled");
        assertThat(vigil.target(trainer).text("waiting_on")).isEqualTo("lock");
        assertThat(vigil.target(trainer).text("top_frame")).startsWith("/home/user/train.py:");
    }

    @Test
    void aLoopThatMovesWithoutStepsIsSlowAndDoesNotHang() {
        train(20, 0.5);
        for (int i = 0; i < 90; i++) {
            pause(1, List.of(new Frame("/home/user/train.py", "work", i % 7)));
        }
        assertThat(fired).containsExactly("TrainingStalled");
    }

    @Test
    void slowStepsAreNoHang() {
        for (int i = 0; i < 12; i++) {
            trainer.watch("loss", 1.0 / (i + 1)).look();
            vigil.pollAfter(30, trainer.step(30));
            judge();
        }
        pause(200, LOOP);
        assertThat(fired).isEmpty();
    }

    @Test
    void aCrashIsToldAndEndsWithTheNextProcess() {
        train(20, 0.5);
        vigil.poll(trainer.end("crashed", "ValueError: no"));
        assertThat(judge()).containsExactly("TrainingCrashed");
        for (int i = 0; i < 30; i++) {
            vigil.fail(trainer, Outcome.REFUSED, Process.GONE);
            judge();
        }
        assertThat(fired).containsExactly("TrainingCrashed");
        vigil.poll(trainer.restart().step(0.5));
        assertThat(judge()).isEmpty();
    }

    @Test
    void aKillIsToldAfterTwoAttempts() {
        train(20, 0.5);
        vigil.fail(trainer, Outcome.REFUSED, Process.GONE).fail(trainer, Outcome.REFUSED, Process.GONE);
        assertThat(judge()).containsExactly("TargetKilled");
    }

    @Test
    void aCleanEndIsSilent() {
        train(20, 0.5);
        vigil.poll(trainer.end("finished", null));
        for (int i = 0; i < 60; i++) {
            vigil.fail(trainer, i < 8 ? Outcome.PYTHON_STUCK : Outcome.REFUSED, Process.GONE);
            judge();
        }
        assertThat(fired).isEmpty();
    }

    @Test
    void anEvaluationOfNinetySecondsIsSilent() {
        train(20, 0.5);
        for (int i = 0; i < 90; i++) {
            pause(
                    1,
                    List.of(
                            new Frame("/home/user/model.py", "forward", i % 3),
                            new Frame("/home/user/train.py", "evaluate", 9)));
        }
        train(5, 0.5);
        assertThat(fired).isEmpty();
    }

    @Test
    void aCheckpointOfAMinuteIsSilent() {
        train(20, 0.5);
        pause(75, RealStacksTest.named("torch.save of tensors").frames());
        train(5, 0.5);
        assertThat(fired).isEmpty();
    }

    @Test
    void aCompileOfAMinuteIsSilentAtTheStartAndLater() {
        pause(60, RealStacksTest.named("inductor waits for its compile workers").frames());
        train(20, 0.5);
        pause(60, RealStacksTest.named("inductor waits for its compile workers").frames());
        train(5, 0.5);
        assertThat(fired).isEmpty();
    }

    @Test
    void aStartOfAMinuteIsSilent() {
        pause(60, RealStacksTest.named("import of torch").frames());
        train(5, 0.5);
        assertThat(fired).isEmpty();
    }

    @Test
    void aRankThatJoinsAndDeadlocksInItsFirstStepsIsMeasuredByItsPeers() {
        Trainer peer = joinATrainingPeer();
        with(
                peer,
                60,
                () -> trainer.pause(1, RealStacksTest.named("import of torch").frames()));
        with(peer, 2, () -> trainer.step(0.5));
        with(peer, 300, () -> trainer.pause(1, LOCK));
        assertThat(fired).isEmpty();
        with(peer, 3, () -> trainer.pause(1, LOCK));
        assertThat(fired).containsExactly("TrainingHang", "TrainingStalled");
    }

    @Test
    void aRankThatJoinsMayStartForAsLongAsAny() {
        Trainer peer = joinATrainingPeer();
        with(peer, 1190, () -> trainer.pause(1, LOCK));
        assertThat(fired).isEmpty();
    }

    @Test
    void aRankThatJoinsMayCompileAndSaveBetweenItsFirstSteps() {
        Trainer peer = joinATrainingPeer();
        List<Frame> compiles =
                RealStacksTest.named("inductor waits for its compile workers").frames();
        List<Frame> saves = RealStacksTest.named("torch.save of tensors").frames();
        with(peer, 1, () -> trainer.step(0.5));
        with(peer, 600, () -> trainer.pause(1, compiles));
        with(peer, 1, () -> trainer.step(0.5));
        with(peer, 600, () -> trainer.pause(1, saves));
        with(peer, 100, () -> trainer.step(0.5));
        assertThat(fired).isEmpty();
    }

    @Test
    void aCheckpointThatIsLoadedIsNoStep() {
        vigil.poll(trainer.pause(1, LOOP).auto("step", 0).look());
        vigil.poll(trainer.pause(1, LOOP).auto("step", 5000).look());
        pause(600, LOCK);
        assertThat(vigil.state(trainer)).isEqualTo("starting");
        assertThat(fired).isEmpty();
    }

    @Test
    void stepsSkippedByALossScalerAreSilent() {
        for (int i = 0; i < 100; i++) {
            boolean skipped = i % 10 < 3;
            double norm = skipped ? Double.POSITIVE_INFINITY : 1;
            trainer.watch("loss", 1.0 + i % 3 * 0.1).auto("grad_norm", norm).auto("step", i);
            vigil.poll((skipped ? trainer.pause(0.5, LOOP) : trainer.step(0.5)).look());
            judge();
        }
        assertThat(fired).isEmpty();
    }

    @Test
    void aLoopWithoutTorchHangsByItsStep() {
        trainer.hooks = false;
        for (int i = 0; i < 60; i++) {
            vigil.poll(trainer.pause(1, LOOP)
                    .watch("step", 20 * i)
                    .watch("loss", 1.0)
                    .look());
            judge();
        }
        assertThat(fired).as("the same line is seen each time, but it steps").isEmpty();
        pause(65, LOOP);
        assertThat(fired).containsExactly("TrainingHang", "TrainingStalled");
    }

    @Test
    void aLoopWithoutTorchAndWithoutAStepIsNeverSaidToHang() {
        trainer.hooks = false;
        for (int i = 0; i < 1300; i++) {
            vigil.poll(trainer.pause(1, LOOP).watch("loss", 1.0 / (i + 1)).look());
            judge();
        }
        assertThat(fired).isEmpty();
    }

    @Test
    void reinforcementLearningStepsInBursts() {
        for (int i = 0; i < 100; i++) {
            vigil.poll(
                    trainer.steps(32, 0.005).watch("loss", i % 2 == 0 ? 40 : 60).look());
            judge();
            pause(2, List.of(new Frame("/venv/lib/python3.11/site-packages/gym/env.py", "step_wait", i)));
        }
        assertThat(fired).isEmpty();
    }

    @Test
    void aScheduleFromZeroToZeroIsSilent() {
        int total = 30_000;
        for (int i = 0; i <= 100; i++) {
            double step = 300.0 * i;
            double rate = step < 3000 ? step / 3000 : (total - step) / (total - 3000.0);
            vigil.poll(trainer.steps(300, 0.003).watch("lr", 1e-3 * rate).look());
            judge();
        }
        assertThat(fired).isEmpty();
    }

    @Test
    void vigilsOwnDowntimeFiresNothing() {
        train(20, 0.5);
        pause(50, LOCK);
        vigil.restartVigil(3600);
        pause(8, LOCK);
        assertThat(fired).isEmpty();
        pause(4, LOCK);
        assertThat(fired).containsExactly("TrainingHang", "TrainingStalled");
    }

    @Test
    void anHourOfSilenceIsUnreachableAndNothingElse() {
        train(20, 0.5);
        for (int i = 0; i < 3600; i++) {
            vigil.fail(trainer, i % 30 == 0 ? Outcome.TIMEOUT : Outcome.SKIPPED, Process.ALIVE);
            judge();
        }
        assertThat(fired).containsExactly("TargetUnreachable");
    }

    private void train(int polls, double seconds) {
        for (int i = 0; i < polls; i++) {
            double loss = 1.0 + 0.05 * Math.sin(i * 1.7) - 0.0005 * i;
            vigil.poll(
                    trainer.step(seconds).watch("loss", loss).auto("lr", 0.001).look());
            judge();
        }
    }

    /** The trainer becomes rank 1 beside a rank that has trained for a while. */
    private Trainer joinATrainingPeer() {
        Trainer peer = Trainer.of("host:9901").rank(0, 2);
        trainer.rank(1, 2);
        for (int i = 0; i < 20; i++) {
            vigil.poll(peer.step(0.5));
        }
        return peer;
    }

    /** The peer makes steps, while the trainer does something. */
    private void with(Trainer peer, int polls, Runnable something) {
        for (int i = 0; i < polls; i++) {
            something.run();
            vigil.poll(trainer, peer.step(0.5));
            judge();
        }
    }

    private void pause(int polls, List<Frame> frames) {
        for (int i = 0; i < polls; i++) {
            vigil.poll(trainer.pause(1, frames).look());
            judge();
        }
    }

    /** Which conditions hold now. */
    private Set<String> judge() {
        Set<String> now = new TreeSet<>();
        for (Told.Cells row : vigil.told.rows(Tables.TARGETS)) {
            judgeTarget(row, now);
        }
        for (Told.Cells row : vigil.told.rows(Tables.WATCHES)) {
            judgeWatch(row, now);
        }
        for (Told.Cells row : vigil.told.rows(Tables.GRADIENTS)) {
            add(now, "NonFiniteGradient", row.number("bad_steps") >= 2);
        }
        fired.addAll(now);
        return now;
    }

    private static void judgeTarget(Told.Cells row, Set<String> now) {
        String state = row.text("state");
        double stalled = row.number("stalled_seconds");
        double patience =
                switch (row.text("phase")) {
                    case "startup", "compile" -> 1200;
                    case "checkpoint" -> 1800;
                    case "evaluation" -> 7200;
                    default -> patienceInTraining(row);
                };
        boolean stands = state.equals("stalled") || state.equals("device_stuck");
        add(now, "TrainingStalled", stands && stalled > patience);
        add(now, "TrainingHang", stands && row.number("unchanged_seconds") >= 20 && stalled > patience);
        add(now, "PythonUnresponsive", state.equals("python_stuck"));
        add(now, "TargetUnreachable", state.equals("unreachable"));
        add(now, "TrainingCrashed", state.equals("crashed"));
        add(now, "TargetKilled", state.equals("killed"));
        boolean startup = row.text("phase").equals("startup");
        add(now, "StartupStall", startup && row.number("phase_seconds") > 1200 && row.number("unchanged_seconds") > 60);
        boolean training = state.equals("training") && row.text("phase").equals("training");
        add(now, "TrainingSlowdown", training && row.number("step_seconds") > 2 * row.number("baseline_seconds"));
    }

    /** By its own steps, else by its peers', else as for a start. */
    private static double patienceInTraining(Told.Cells row) {
        double own = Math.max(60, Math.max(10 * row.number("step_seconds"), 3 * row.number("step_seconds_p99")));
        double peers = Math.max(300, 10 * row.number("peer_step_seconds"));
        return !Double.isNaN(own) ? own : !Double.isNaN(peers) ? peers : 1200;
    }

    private static void judgeWatch(Told.Cells row, Set<String> now) {
        double mean = row.number("mean5");
        double median = row.number("median50");
        if (row.text("name").equals("loss")) {
            add(now, "NonFiniteLoss", row.number("non_finite") > 0);
            boolean spike = mean > median + 8 * row.number("mad50") || (median > 0.05 && mean > 5 * median);
            add(now, "LossSpike", row.text("phase").equals("training") && spike);
        }
        if (row.text("name").equals("lr")) {
            double value = row.number("value");
            double previous = row.number("previous");
            boolean jump = previous > 0 && (value > 10 * previous || value < previous / 10);
            add(now, "LearningRateAnomaly", row.number("non_finite") > 0 || value < 0 || jump);
        }
        if (row.text("name").equals("grad_norm")) {
            add(now, "GradientExplosion", row.number("min5") > 5 * median);
        }
    }

    private static void add(Set<String> now, String rule, boolean holds) {
        if (holds) {
            now.add(rule);
        }
    }
}
