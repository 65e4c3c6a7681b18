package dev.vigil.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceTest {

    private static final Frame MODULE = new Frame("/home/user/train.py", "<module>", 60);
    private static final Frame LOCK = new Frame("/usr/lib/python3.11/threading.py", "wait", 327);
    private static final List<Frame> DEADLOCK = List.of(LOCK, new Frame("/home/user/train.py", "train", 50), MODULE);

    private final Watcher vigil = new Watcher();
    private final Trainer trainer = Trainer.of("host:9900");

    @Test
    void countsTheTimeInWhichTheInnermostFramesDoNotChange() {
        train();
        pause(11, DEADLOCK);
        assertThat(vigil.target(trainer).number("unchanged_seconds")).isEqualTo(10);
        assertThat(vigil.target(trainer).text("waiting_on")).isEqualTo("lock");
        assertThat(vigil.target(trainer).text("top_frame")).isEqualTo("/home/user/train.py:50 train");

        pause(1, List.of(LOCK, new Frame("/home/user/train.py", "train", 51), MODULE));
        assertThat(vigil.target(trainer).number("unchanged_seconds")).isZero();
    }

    @Test
    void framesFurtherOutMayChange() {
        train();
        for (int i = 0; i < 5; i++) {
            List<Frame> frames = new ArrayList<>();
            for (int depth = 0; depth < 8; depth++) {
                frames.add(new Frame("/home/user/train.py", "f" + depth, depth));
            }
            frames.add(new Frame("/home/user/train.py", "outer", i));
            pause(1, frames);
        }
        assertThat(vigil.target(trainer).number("unchanged_seconds")).isEqualTo(4);
    }

    @Test
    void theHooksNoteIsNoSignOfAHang() {
        for (int i = 0; i < 10; i++) {
            vigil.pollAfter(10, trainer.step(10));
        }
        for (int i = 0; i < 9; i++) {
            trainer.time += 1;
            vigil.poll(trainer); // the note of the last step, again and again
        }
        assertThat(vigil.target(trainer).number("unchanged_seconds")).isZero();
        assertThat(vigil.target(trainer).get("waiting_on")).isNull();
    }

    @Test
    void aDocumentThatWasReadBeforeProvesNothing() {
        train();
        pause(2, DEADLOCK);
        vigil.poll(trainer).poll(trainer);
        assertThat(vigil.target(trainer).number("unchanged_seconds")).isEqualTo(1);
        pause(1, DEADLOCK);
        assertThat(vigil.target(trainer).number("unchanged_seconds")).isEqualTo(4);
    }

    @Test
    void downtimeAddsNothing() {
        train();
        pause(6, DEADLOCK);
        vigil.restartVigil(600);
        pause(2, DEADLOCK);
        assertThat(vigil.target(trainer).number("unchanged_seconds")).isEqualTo(6);
    }

    @Test
    void countsAPhase() {
        train();
        pause(30, evaluation(1));
        assertThat(vigil.target(trainer).text("phase")).isEqualTo("evaluation");
        assertThat(vigil.target(trainer).number("phase_seconds")).isEqualTo(29);
        vigil.poll(trainer.step(0.5));
        assertThat(vigil.target(trainer).text("phase")).isEqualTo("training");
        assertThat(vigil.target(trainer).number("phase_seconds")).isZero();
    }

    @Test
    void compilingKeepsTheSameFramesForAMinute() {
        train();
        pause(60, RealStacksTest.named("inductor waits for its compile workers").frames());
        assertThat(vigil.target(trainer).text("phase")).isEqualTo("compile");
        assertThat(vigil.target(trainer).number("unchanged_seconds")).isZero();
    }

    @Test
    void savingKeepsTheSameFramesForAMinute() {
        train();
        pause(60, RealStacksTest.named("torch.save of tensors").frames());
        assertThat(vigil.target(trainer).text("phase")).isEqualTo("checkpoint");
        assertThat(vigil.target(trainer).number("phase_seconds")).isEqualTo(59);
        assertThat(vigil.target(trainer).number("unchanged_seconds")).isZero();
    }

    @Test
    void aSaveThatWaitsForOtherRanksMayHang() {
        train();
        pause(
                60,
                RealStacksTest.named("a distributed checkpoint waits for the others")
                        .frames());
        assertThat(vigil.target(trainer).text("phase")).isEqualTo("checkpoint");
        assertThat(vigil.target(trainer).text("waiting_on")).isEqualTo("collective");
        assertThat(vigil.target(trainer).number("unchanged_seconds")).isEqualTo(59);
    }

    @Test
    void isStartingUpUntilFiveStepsAreKnownThoughItCompiles() {
        vigil.poll(trainer.pause(1, evaluation(3)));
        assertThat(vigil.target(trainer).text("phase")).isEqualTo("startup");
        pause(1, RealStacksTest.named("dynamo traces").frames());
        assertThat(vigil.target(trainer).text("phase")).isEqualTo("compile");
        assertThat(vigil.state(trainer)).isEqualTo("starting");
    }

    @Test
    void aLossThatChangesIsASignOfLifeWhereNoStepIsKnown() {
        trainer.hooks = false;
        for (int i = 0; i < 30; i++) {
            vigil.poll(trainer.pause(1, DEADLOCK).watch("loss", i).look());
        }
        assertThat(vigil.target(trainer).number("unchanged_seconds")).isZero();
        for (int i = 0; i < 30; i++) {
            vigil.poll(trainer.pause(1, DEADLOCK).look());
        }
        assertThat(vigil.target(trainer).number("unchanged_seconds")).isEqualTo(30);
    }

    @Test
    void appendsAStackPerLook() {
        train();
        int before = vigil.told.appended(Tables.STACK_SAMPLES).size();
        pause(3, DEADLOCK);
        List<Told.Cells> stacks = vigil.told.appended(Tables.STACK_SAMPLES);
        assertThat(stacks).hasSize(before + 3);
        assertThat(stacks.get(before).text("frames"))
                .isEqualTo("<module> (/home/user/train.py:60);train (/home/user/train.py:50);"
                        + "wait (/usr/lib/python3.11/threading.py:327)");
        assertThat(vigil.told.row(Tables.STACKS).text("fingerprint")).startsWith("lock-");
    }

    @Test
    void nativeFramesSayMoreThanPythonsOwnAsLongAsNothingMoves() {
        train();
        List<Frame> line = List.of(new Frame("/home/user/train.py", "train", 50), MODULE);
        pause(3, line);
        assertThat(vigil.target(trainer).text("waiting_on")).isEqualTo("unknown");
        vigil.apply(new Reading.Backtrace(
                trainer.key, RealStacksTest.named("native stack: lock hang").frames()));
        pause(1, line);
        assertThat(vigil.target(trainer).text("waiting_on")).isEqualTo("lock");
        assertThat(vigil.target(trainer).text("top_frame")).isEqualTo("/home/user/train.py:50 train");
        vigil.poll(trainer.step(0.5));
        assertThat(vigil.target(trainer).get("waiting_on")).isNull();
    }

    @Test
    void sharesAreOfTheLooksFromOutsideInTheLastMinute() {
        trainer.rank(0, 2);
        train();
        assertThat(vigil.target(trainer).get("collective_share")).isNull();
        for (int i = 0; i < 40; i++) {
            pause(1, i % 4 == 0 ? RealStacksTest.named("barrier").frames() : evaluation(i));
        }
        assertThat(vigil.target(trainer).number("collective_share")).isEqualTo(0.25);
        assertThat(vigil.target(trainer).number("data_share")).isZero();
        assertThat(vigil.target(trainer).number("work_seconds")).isEqualTo(0.375);
        for (int i = 0; i < 70; i++) {
            pause(1, RealStacksTest.named("loader workers are slow").frames());
        }
        assertThat(vigil.target(trainer).number("collective_share")).isZero();
        assertThat(vigil.target(trainer).number("data_share")).isEqualTo(1);
    }

    @Test
    void glancesBetweenStepsTellHowAHealthyLoopSpendsItsTime() {
        trainer.rank(0, 2).glance(List.of());
        for (int i = 0; i < 40; i++) {
            vigil.poll(trainer.glance(glanceOf(i)).step(0.5));
        }
        assertThat(vigil.target(trainer).text("state")).isEqualTo("training");
        assertThat(vigil.target(trainer).number("collective_share")).isEqualTo(0.25);
        assertThat(vigil.target(trainer).number("data_share")).isEqualTo(0.5);
        assertThat(vigil.target(trainer).number("work_seconds")).isEqualTo(0.375);
        assertThat(vigil.target(trainer).get("waiting_on")).isNull();
        assertThat(vigil.target(trainer).text("top_frame")).isEqualTo("/home/user/train.py:41 train");
    }

    @Test
    void aGlanceThatWasCountedIsNotCountedAgain() {
        trainer.glance(RealStacksTest.named("loader workers are slow").frames());
        for (int i = 0; i < 30; i++) {
            vigil.poll(trainer);
        }
        assertThat(vigil.target(trainer).get("data_share")).isNull();
    }

    private static List<Frame> glanceOf(int turn) {
        return switch (turn % 4) {
            case 0 -> RealStacksTest.named("barrier").frames();
            case 1 -> List.of(new Frame("/home/user/train.py", "augment", 30), MODULE);
            default -> RealStacksTest.named("loader workers are slow").frames();
        };
    }

    private static List<Frame> evaluation(int line) {
        return List.of(
                new Frame("/home/user/model.py", "forward", line),
                new Frame("/home/user/train.py", "evaluate", 7),
                MODULE);
    }

    private void train() {
        for (int i = 0; i < 10; i++) {
            vigil.poll(trainer.step(0.5));
        }
    }

    private void pause(int polls, List<Frame> frames) {
        for (int i = 0; i < polls; i++) {
            vigil.poll(trainer.pause(1, frames));
        }
    }
}
