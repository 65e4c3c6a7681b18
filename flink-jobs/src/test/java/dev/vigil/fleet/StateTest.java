package dev.vigil.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Reading.Outcome;
import dev.vigil.fleet.Reading.Process;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateTest {

    private static final List<Frame> ELSEWHERE = List.of(new Frame("/home/user/train.py", "load", 12));

    private final Watcher vigil = new Watcher();
    private final Trainer trainer = Trainer.of("host:9900");

    @Test
    void startsUntilTheFirstStep() {
        vigil.poll(trainer.pause(1, ELSEWHERE));
        assertThat(vigil.state(trainer)).isEqualTo("starting");

        vigil.poll(trainer.step(0.2));
        assertThat(vigil.state(trainer)).isEqualTo("training");
    }

    @Test
    void stallsAfterThreeSecondsWithoutAStep() {
        train(10, 0.2);
        pause(3);
        assertThat(vigil.state(trainer)).isEqualTo("training");

        pause(1);
        assertThat(vigil.state(trainer)).isEqualTo("stalled");
        assertThat(vigil.target(trainer).number("stalled_seconds")).isEqualTo(4);

        vigil.poll(trainer.step(0.2));
        assertThat(vigil.state(trainer)).isEqualTo("training");
        assertThat(vigil.target(trainer).number("stalled_seconds")).isZero();
    }

    @Test
    void allowsThreeStepTimesBeforeItStalls() {
        for (int i = 0; i < 10; i++) {
            vigil.pollAfter(5, trainer.step(5));
        }
        pause(15);
        assertThat(vigil.state(trainer)).isEqualTo("training");
        pause(1);
        assertThat(vigil.state(trainer)).isEqualTo("stalled");
    }

    @Test
    void countsOnlyObservedTimeAsStalled() {
        train(10, 0.2);
        pause(10);
        vigil.restartVigil(3600);
        assertThat(pause(1).number("stalled_seconds")).isEqualTo(10);
        assertThat(pause(1).number("stalled_seconds")).isEqualTo(11);

        vigil.pollAfter(7200, trainer.pause(7200, ELSEWHERE)); // the machine slept
        assertThat(vigil.target(trainer).number("stalled_seconds")).isLessThan(25);
    }

    @Test
    void takesTheLastStepsAgeOverTheTimeBetweenReadings() {
        train(10, 0.2);
        trainer.step(0.2).time += 0.7;

        vigil.poll(trainer);

        assertThat(vigil.target(trainer).number("stalled_seconds")).isBetween(0.69, 0.71);
    }

    @Test
    void isPythonStuckWhileItsPromisesAreBroken() {
        train(10, 0.2);
        vigil.fail(trainer, Outcome.PYTHON_STUCK, Process.UNKNOWN);
        vigil.fail(trainer, Outcome.PYTHON_STUCK, Process.UNKNOWN);

        assertThat(vigil.state(trainer)).isEqualTo("python_stuck");
        assertThat(vigil.target(trainer).number("unchanged_seconds")).isEqualTo(2);
        assertThat(vigil.told.facts(trainer.key).orElseThrow().readable()).isTrue();

        vigil.poll(trainer.step(2));
        assertThat(vigil.state(trainer)).isEqualTo("training");
        assertThat(vigil.target(trainer).number("unchanged_seconds")).isZero();
    }

    @Test
    void showsTheNativeStackOfAStuckPython() {
        train(10, 0.2);
        vigil.fail(trainer, Outcome.PYTHON_STUCK, Process.UNKNOWN);
        vigil.apply(new Reading.Backtrace(
                trainer.key, List.of(new Frame("", "sleep", 0), new Frame("/home/user/train.py", "train", 20))));

        assertThat(vigil.target(trainer).text("waiting_on")).isEqualTo("native");
        assertThat(vigil.target(trainer).text("top_frame")).isEqualTo("/home/user/train.py:20 train in sleep");
        assertThat(vigil.told.row(Tables.STACKS).text("frames")).isEqualTo("train (/home/user/train.py:20);sleep");

        vigil.poll(trainer.step(2));
        assertThat(vigil.target(trainer).text("top_frame")).isEqualTo("/home/user/train.py:41 train");
    }

    @Test
    void isDeviceStuckWhenAWatchWaitsForTheDevice() {
        train(10, 0.2);
        trainer.stuckWatch = "loss";
        pause(5);
        assertThat(vigil.state(trainer)).isEqualTo("device_stuck");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"finished", "interrupted", "crashed"})
    void keepsTheLastWordWhateverComesAfterwards(String word) {
        train(10, 0.2);
        vigil.poll(trainer.end(word, word.equals("crashed") ? "ValueError: no" : null));
        assertThat(vigil.state(trainer)).isEqualTo(word);
        for (int i = 0; i < 5; i++) {
            vigil.fail(trainer, Outcome.PYTHON_STUCK, Process.UNKNOWN);
            vigil.fail(trainer, Outcome.REFUSED, Process.GONE);
            vigil.fail(trainer, Outcome.TIMEOUT, Process.UNKNOWN);
        }
        assertThat(vigil.state(trainer)).isEqualTo(word);
        assertThat(vigil.told.facts(trainer.key).orElseThrow().readable()).isTrue();
    }

    @Test
    void tellsTheExceptionOfACrash() {
        train(3, 0.2);
        vigil.poll(trainer.end("crashed", "RuntimeError: CUDA out of memory"));
        assertThat(vigil.target(trainer).text("error")).isEqualTo("RuntimeError: CUDA out of memory");
    }

    @Test
    void takesInWhatTheLastWordTells() {
        train(3, 0.2);
        vigil.poll(trainer.step(0.2).watch("loss", Double.NaN).look().end("crashed", "ValueError: loss is NaN"));
        assertThat(vigil.watch(trainer, "loss").number("non_finite")).isEqualTo(1);
        assertThat(vigil.target(trainer).number("step")).isEqualTo(4);
    }

    @Test
    void isKilledWhenItIsGoneWithoutALastWord() {
        train(3, 0.2);
        vigil.fail(trainer, Outcome.REFUSED, Process.GONE);
        assertThat(vigil.state(trainer)).isEqualTo("training");
        vigil.fail(trainer, Outcome.REFUSED, Process.GONE);
        assertThat(vigil.state(trainer)).isEqualTo("killed");
    }

    @Test
    void isKilledWhenItsMachineRefusesThreeTimes() {
        train(3, 0.2);
        vigil.fail(trainer, Outcome.REFUSED, Process.UNKNOWN).fail(trainer, Outcome.REFUSED, Process.UNKNOWN);
        assertThat(vigil.state(trainer)).isEqualTo("unreachable");
        vigil.fail(trainer, Outcome.REFUSED, Process.UNKNOWN);
        assertThat(vigil.state(trainer)).isEqualTo("killed");

        vigil.fail(trainer, Outcome.TIMEOUT, Process.UNKNOWN); // its machine goes down as well
        assertThat(vigil.state(trainer)).isEqualTo("killed");
        vigil.poll(trainer.step(0.2)); // it was the network
        assertThat(vigil.state(trainer)).isEqualTo("training");
    }

    @Test
    void isKilledWhenAForkedWorkerKeepsItsPort() {
        train(3, 0.2);
        vigil.fail(trainer, Outcome.TIMEOUT, Process.GONE).fail(trainer, Outcome.TIMEOUT, Process.GONE);
        assertThat(vigil.state(trainer)).isEqualTo("killed");
    }

    @Test
    void isUnreachableWhileTheProcessLives() {
        train(3, 0.2);
        for (int i = 0; i < 10; i++) {
            vigil.fail(trainer, Outcome.REFUSED, Process.ALIVE);
        }
        assertThat(vigil.state(trainer)).isEqualTo("unreachable");
    }

    @Test
    void isUnreachableWhenItNeverAnswered() {
        for (int i = 0; i < 10; i++) {
            vigil.fail(trainer, Outcome.REFUSED, Process.UNKNOWN);
        }
        assertThat(vigil.state(trainer)).isEqualTo("unreachable");
    }

    @Test
    void forgivesOneFailedAttempt() {
        train(10, 0.2);
        vigil.fail(trainer, Outcome.TIMEOUT, Process.UNKNOWN);
        assertThat(vigil.state(trainer)).isEqualTo("training");
        assertThat(vigil.told.facts(trainer.key).orElseThrow().readable()).isTrue();
    }

    @Test
    void countsTheTimeOfFailedAttempts() {
        train(10, 0.2);
        vigil.fail(trainer, Outcome.TIMEOUT, Process.UNKNOWN);
        for (int i = 0; i < 20; i++) {
            vigil.fail(trainer, Outcome.SKIPPED, Process.UNKNOWN);
        }
        vigil.fail(trainer, Outcome.TIMEOUT, Process.UNKNOWN);

        assertThat(vigil.target(trainer).number("unreachable_seconds")).isEqualTo(21);
        assertThat(vigil.state(trainer)).isEqualTo("unreachable");
        assertThat(vigil.told.facts(trainer.key).orElseThrow().readable()).isFalse();
        assertThat(vigil.target(trainer).number("stalled_seconds")).isZero();

        vigil.poll(trainer.step(20));
        assertThat(vigil.target(trainer).number("unreachable_seconds")).isZero();
        assertThat(vigil.told.facts(trainer.key).orElseThrow().readable()).isTrue();
    }

    @Test
    void isUnreachableWhenItsAnswersMakeNoSense() {
        train(3, 0.2);
        vigil.fail(trainer, Outcome.ERROR, Process.UNKNOWN).fail(trainer, Outcome.ERROR, Process.UNKNOWN);
        assertThat(vigil.state(trainer)).isEqualTo("unreachable");
    }

    @Test
    void saysWhyItCannotBeReadAndForgetsItAfterwards() {
        train(3, 0.2);
        vigil.fail(trainer, Outcome.TIMEOUT, Process.UNKNOWN);
        assertThat(vigil.target(trainer).get("error")).isNull();
        vigil.fail(trainer, Outcome.ERROR, Process.UNKNOWN);
        vigil.fail(trainer, Outcome.TIMEOUT, Process.UNKNOWN);
        vigil.fail(trainer, Outcome.SKIPPED, Process.UNKNOWN);
        vigil.restartVigil(1).fail(trainer, Outcome.SKIPPED, Process.UNKNOWN);
        assertThat(vigil.target(trainer).text("error")).isEqualTo("TIMEOUT");

        vigil.poll(trainer.step(0.2));
        assertThat(vigil.target(trainer).get("error")).isNull();
    }

    @Test
    void aServerThatIsNotProbingIsUnreachable() {
        introduce(Outcome.ERROR);
        assertThat(vigil.state(trainer)).isEqualTo("starting");
        introduce(Outcome.ERROR);
        assertThat(vigil.state(trainer)).isEqualTo("unreachable");
        assertThat(vigil.target(trainer).text("error")).isEqualTo("overview: HTTP 404");

        introduce(Outcome.OK);
        assertThat(vigil.state(trainer)).isEqualTo("starting");
        assertThat(vigil.target(trainer).number("unreachable_seconds")).isZero();
    }

    /** Any server says that it holds no document; then it is asked who it is. */
    private void introduce(Outcome outcome) {
        String error = outcome == Outcome.OK ? null : "overview: HTTP 404";
        vigil.idle(1).apply(trainer.attempt(Outcome.OK));
        vigil.apply(new Reading.Attempt(trainer.key, "overview", outcome, 0.1, error, Process.UNKNOWN));
    }

    @Test
    void aTableThatCannotBeReadIsNoFailureOfTheTarget() {
        train(3, 0.2);
        for (int i = 0; i < 5; i++) {
            vigil.apply(new Reading.Attempt(trainer.key, "table", Outcome.ERROR, 0.1, "no such", Process.UNKNOWN));
            vigil.poll(trainer.step(0.2));
        }
        assertThat(vigil.state(trainer)).isEqualTo("training");
    }

    @Test
    void aNewProcessBeginsAnew() {
        for (int i = 0; i < 30; i++) {
            vigil.poll(trainer.step(0.2).watch("loss", Double.NaN).look());
        }
        vigil.poll(trainer.end("crashed", "ValueError: no"));
        vigil.poll(trainer.restart().pause(1, ELSEWHERE));

        Told.Cells row = vigil.target(trainer);
        assertThat(row.text("state")).isEqualTo("starting");
        assertThat(row.get("error")).isNull();
        assertThat(row.number("restarts")).isEqualTo(1);
        assertThat(row.number("pid")).isEqualTo(101);
        assertThat(row.number("steps")).isZero();
        assertThat(row.get("step_seconds")).isNull();
        assertThat(vigil.told.rows(Tables.WATCHES)).isEmpty();
    }

    @Test
    void aNewTokenIsANewProcessTooForContainersHaveOnePid() {
        train(10, 0.2);
        trainer.restart().pid = 100;
        vigil.poll(trainer);
        assertThat(vigil.target(trainer).number("restarts")).isEqualTo(1);
    }

    @Test
    void twoProcessesOnOnePortAreNotARestartEachTime() {
        train(10, 0.2);
        Trainer other = Trainer.of("host:9900");
        other.pid = 500;
        other.token = "other";
        for (int i = 0; i < 5; i++) {
            vigil.poll(other.step(0.2));
            vigil.poll(trainer.step(0.2));
        }
        assertThat(vigil.target(trainer).number("restarts")).isEqualTo(1);
        assertThat(vigil.target(trainer).number("pid")).isEqualTo(500);
    }

    @Test
    void aLauncherIsALauncherUntilItEnds() {
        vigil.apply(new Reading.Joined(trainer.key, Map.of(), 7, "", 0, true));
        vigil.apply(new Reading.Attempt(trainer.key, "nodes", Outcome.OK, 0.1, null, Process.UNKNOWN));
        assertThat(vigil.state(trainer)).isEqualTo("launcher");
        assertThat(vigil.target(trainer).number("pid")).isEqualTo(7);

        vigil.fail(trainer, Outcome.REFUSED, Process.GONE).fail(trainer, Outcome.REFUSED, Process.GONE);
        assertThat(vigil.state(trainer)).isEqualTo("finished");
    }

    @Test
    void withoutASamplerStepsComeFromTorchTrace() {
        for (int i = 0; i < 10; i++) {
            vigil.now += 1000;
            vigil.apply(new Reading.Modules(
                    trainer.key, List.of(new Reading.ModuleRow(i * 10L, 1, "head", "post forward", 0.1, 0, 0))));
        }
        assertThat(vigil.state(trainer)).isEqualTo("training");
        assertThat(vigil.target(trainer).number("step_seconds")).isBetween(0.099, 0.101);
    }

    @Test
    void isToldAgainWhenAMailboxIsMissing() {
        train(3, 0.2);
        for (int i = 0; i < 3; i++) {
            vigil.fail(trainer, Outcome.TIMEOUT, Process.UNKNOWN);
        }
        vigil.apply(trainer.attempt(Outcome.OK)).idle(1);
        assertThat(vigil.state(trainer)).isEqualTo("training");
    }

    private void train(int polls, double seconds) {
        for (int i = 0; i < polls; i++) {
            vigil.poll(trainer.step(seconds));
        }
    }

    private Told.Cells pause(int polls) {
        for (int i = 0; i < polls; i++) {
            vigil.poll(trainer.pause(1, ELSEWHERE));
        }
        return vigil.target(trainer);
    }
}
