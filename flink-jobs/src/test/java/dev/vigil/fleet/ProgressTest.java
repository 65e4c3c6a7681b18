package dev.vigil.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final Watcher vigil = new Watcher();
    private final Trainer trainer = Trainer.of("host:9900");

    @Test
    void stepTimeIsKnownAfterFiveSteps() {
        for (int i = 1; i <= 6; i++) {
            vigil.poll(trainer.step(0.5));
            Told.Cells row = vigil.target(trainer);
            assertThat(row.get("step_seconds") == null).as("after %d", i).isEqualTo(i < 5);
            assertThat(row.get("step_seconds_p99") == null).isEqualTo(i < 5);
            assertThat(row.text("phase")).isEqualTo(i < 5 ? "startup" : "training");
        }
        assertThat(vigil.target(trainer).number("step_seconds")).isEqualTo(0.5);
    }

    @Test
    void leavesTheFirstStepsOutForTheyCompile() {
        vigil.poll(trainer.step(40)).poll(trainer.step(40)).poll(trainer.step(40));
        for (int i = 0; i < 10; i++) {
            vigil.poll(trainer.step(0.5));
        }
        assertThat(vigil.target(trainer).number("step_seconds_p99")).isEqualTo(0.5);
    }

    @Test
    void takesManyShortStepsOfOneReading() {
        vigil.poll(trainer.steps(600, 0.001)).poll(trainer.steps(600, 0.002));
        Told.Cells row = vigil.target(trainer);
        assertThat(row.number("steps")).isEqualTo(1200);
        assertThat(row.number("step")).isEqualTo(1200);
        assertThat(row.number("step_seconds")).isEqualTo(0.002, within(1e-6));
    }

    @Test
    void baselineIsTheMedianOfSteps6To205() {
        for (int i = 1; i <= 204; i++) {
            vigil.poll(trainer.step(i < 6 ? 9 : 0.5));
            assertThat(vigil.target(trainer).get("baseline_seconds")).isNull();
        }
        vigil.poll(trainer.step(0.5));
        assertThat(vigil.target(trainer).number("baseline_seconds")).isEqualTo(0.5);
        for (int i = 0; i < 60; i++) {
            vigil.poll(trainer.step(2));
        }
        assertThat(vigil.target(trainer).number("baseline_seconds")).isEqualTo(0.5);
        assertThat(vigil.target(trainer).number("step_seconds")).isEqualTo(2);
    }

    @Test
    void p99IsNearlyTheLongestOfTwoHundred() {
        for (int i = 0; i < 300; i++) {
            vigil.poll(trainer.step(i % 100 == 50 ? 30 : 0.25));
        }
        assertThat(vigil.target(trainer).number("step_seconds_p99")).isEqualTo(0.25);
        for (int i = 0; i < 3; i++) {
            vigil.poll(trainer.step(30));
        }
        assertThat(vigil.target(trainer).number("step_seconds_p99")).isEqualTo(30);
    }

    @Test
    void theProgramsOwnStepIsShownWhereItHasOne() {
        vigil.poll(trainer.step(0.5).auto("step", 70_001).look());
        assertThat(vigil.target(trainer).number("step")).isEqualTo(70_001);
        vigil.poll(trainer.step(0.5).watch("step", 8).look());
        assertThat(vigil.target(trainer).number("step")).isEqualTo(8);
        assertThat(vigil.target(trainer).number("steps")).isEqualTo(2);
    }

    @Test
    void withoutOptimizerHooksStepsAndTimesComeFromTheWatch() {
        trainer.hooks = false;
        for (int i = 0; i < 10; i++) {
            vigil.poll(trainer.pause(1, List.of(new Frame("/home/user/a.py", "f", i)))
                    .watch("step", 100 + 4 * i)
                    .look());
        }
        Told.Cells row = vigil.target(trainer);
        assertThat(row.number("steps")).as("the first leap may be a checkpoint").isEqualTo(32);
        assertThat(row.number("step_seconds")).isEqualTo(0.25);
        assertThat(row.text("state")).isEqualTo("training");
        assertThat(row.text("phase")).isEqualTo("training");
    }

    @Test
    void slowStepsOfAWatchAreTimedFromWhereTheyWereFirstSeen() {
        trainer.hooks = false;
        for (int i = 0; i < 80; i++) {
            vigil.poll(trainer.pause(1, List.of())
                    .watch("step", Math.floorDiv(i, 10))
                    .look());
        }
        assertThat(vigil.target(trainer).number("step_seconds")).isEqualTo(10);
        assertThat(vigil.target(trainer).number("stalled_seconds")).isEqualTo(9);
        assertThat(vigil.state(trainer)).isEqualTo("training");
    }

    @Test
    void aStepThatFallsIsProgressToo() {
        trainer.hooks = false;
        for (int i = 0; i < 40; i++) {
            vigil.poll(trainer.pause(1, List.of()).watch("step", i % 10).look());
        }
        assertThat(vigil.state(trainer)).isEqualTo("training");
        assertThat(vigil.target(trainer).number("step_seconds")).isEqualTo(1);
    }

    @Test
    void aScalerThatSkipsStepsDoesNotStall() {
        for (int i = 0; i < 10; i++) {
            vigil.poll(trainer.step(0.5).auto("step", i).look());
        }
        for (int i = 10; i < 40; i++) {
            vigil.poll(trainer.pause(1, List.of(new Frame("/home/user/a.py", "f", i)))
                    .auto("step", i)
                    .look());
        }
        assertThat(vigil.state(trainer)).isEqualTo("training");
    }

    @Test
    void ignoresNumbersThatMakeNoSense() {
        trainer.watch("step", Double.NaN);
        vigil.poll(trainer.steps(3, Double.NaN).steps(3, -5).steps(20, 0.5).look());
        trainer.lastStep = Double.NaN;
        trainer.time = 5;
        vigil.poll(trainer.step(0.5)).poll(trainer.step(0.5));
        Told.Cells row = vigil.target(trainer);
        assertThat(row.number("step_seconds")).isEqualTo(0.5);
        assertThat(row.number("stalled_seconds")).isNotNaN();
        assertThat(row.number("step")).isEqualTo(28);
    }
}
