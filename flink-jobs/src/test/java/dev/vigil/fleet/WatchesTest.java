package dev.vigil.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WatchesTest {

    private final Watcher vigil = new Watcher();
    private final Trainer trainer = Trainer.of("host:9900");

    @Test
    void fiveReadingsOfOneStepAreOneSample() {
        trainer.step(0.2).watch("loss", 2);
        for (int i = 0; i < 5; i++) {
            vigil.poll(trainer.look());
        }
        assertThat(loss().number("samples")).isEqualTo(1);
        assertThat(vigil.told.appended(Tables.WATCH_SAMPLES)).hasSize(1);

        vigil.poll(trainer.step(0.2).look());
        assertThat(loss().number("samples")).isEqualTo(2);
    }

    @Test
    void aPollerSlowerThanTheSamplerMissesNoSample() {
        for (int i = 0; i < 10; i++) {
            trainer.step(0.1).watch("loss", i).look();
        }
        vigil.poll(trainer);
        assertThat(loss().number("samples")).isEqualTo(10);
        assertThat(vigil.told.appended(Tables.WATCH_SAMPLES))
                .extracting(cells -> cells.number("value"))
                .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0);
        vigil.poll(trainer);
        assertThat(loss().number("samples")).isEqualTo(10);
    }

    @Test
    void aNanBetweenTwoReadingsIsSeen() {
        trainer.step(0.1).watch("loss", Double.NaN).look();
        trainer.step(0.1).watch("loss", 0.5).look();
        vigil.poll(trainer);

        assertThat(loss().number("non_finite")).isEqualTo(1);
        assertThat(loss().number("value")).isEqualTo(0.5);
    }

    @Test
    void aNanOfOneLookStaysOnRecordThoughTheSameStepLooksFiniteLater() {
        vigil.poll(trainer.step(0.1).watch("loss", Double.NaN).look());
        vigil.poll(trainer.watch("loss", 0.5).look());

        assertThat(loss().number("non_finite")).isEqualTo(1);
        assertThat(loss().number("samples")).isZero();
    }

    @Test
    void aNanThatComesLateInAStepIsSeen() {
        vigil.poll(trainer.step(10).watch("loss", 0.5).look());
        vigil.poll(trainer.watch("loss", Double.NEGATIVE_INFINITY).look());

        assertThat(loss().number("non_finite")).isEqualTo(1);
        assertThat(loss().number("value")).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void forgetsNansAfterFiveSamples() {
        vigil.poll(trainer.step(0.1).watch("loss", Double.NaN).look());
        for (int i = 1; i <= 4; i++) {
            vigil.poll(trainer.step(0.1).watch("loss", 1).look());
            assertThat(loss().number("non_finite")).isEqualTo(1);
        }
        vigil.poll(trainer.step(0.1).look());
        assertThat(loss().number("non_finite")).isZero();
        assertThat(loss().number("samples")).isEqualTo(5);
    }

    @Test
    void figuresAreNullUntilTheirSamplesAreThere() {
        for (int i = 1; i <= 400; i++) {
            vigil.poll(trainer.step(0.1).watch("loss", i % 2 == 0 ? 1 : 3).look());
            Told.Cells row = loss();
            assertThat(row.get("mean5") == null).as("mean5 after %d", i).isEqualTo(i < 5);
            assertThat(row.get("min5") == null).isEqualTo(i < 5);
            assertThat(row.get("max5") == null).isEqualTo(i < 5);
            assertThat(row.get("median50") == null).isEqualTo(i < 55);
            assertThat(row.get("mad50") == null).isEqualTo(i < 55);
            assertThat(row.get("median200") == null).isEqualTo(i < 200);
            assertThat(row.get("earlier200") == null).isEqualTo(i < 400);
        }
        assertThat(loss().number("min5")).isEqualTo(1);
        assertThat(loss().number("max5")).isEqualTo(3);
        assertThat(loss().number("median50")).isEqualTo(2);
        assertThat(loss().number("mad50")).isEqualTo(1);
    }

    @Test
    void keepsTheLastValueBesideAnError() {
        vigil.poll(trainer.step(0.1).watch("loss", 0.7).look());
        trainer.watches.put("loss", WatchReading.failed("NameError: loss"));
        vigil.poll(trainer.step(0.1).look());

        assertThat(loss().number("value")).isEqualTo(0.7);
        assertThat(loss().text("error")).isEqualTo("NameError: loss");

        vigil.poll(trainer.step(0.1).watch("loss", 0.6).look());
        assertThat(loss().get("error")).isNull();
    }

    @Test
    void aWatchThatNeverWorkedHasAnErrorAndNoValue() {
        trainer.watches.put("loss", WatchReading.failed("NameError: loss"));
        vigil.poll(trainer.step(0.1).look());
        assertThat(loss().get("value")).isNull();
        assertThat(loss().text("error")).isNotNull();
    }

    @Test
    void tellsTexts() {
        trainer.watches.put("name", WatchReading.text("Adam"));
        vigil.poll(trainer.step(0.1).look());
        assertThat(vigil.watch(trainer, "name").text("text")).isEqualTo("Adam");
        assertThat(vigil.watch(trainer, "name").get("value")).isNull();
    }

    @Test
    void theUsersWatchTakesTheNameOfTheOneFoundByItself() {
        vigil.poll(trainer.step(0.1)
                .watch("loss", 1)
                .auto("loss", 99)
                .auto("lr", 0.1)
                .look());
        assertThat(loss().number("value")).isEqualTo(1);
        assertThat(vigil.watch(trainer, "lr").number("value")).isEqualTo(0.1);
    }

    @Test
    void theHooksGradientNormStandsInWhereTheProgramHasNone() {
        for (int i = 1; i <= 3; i++) {
            trainer.step(0.1).look();
            trainer.gradients = new Beat.Gradients(i, 0.5 * i, 0, null, 0, null, null);
            vigil.poll(trainer);
        }
        assertThat(vigil.watch(trainer, "grad_norm").number("value")).isEqualTo(1.5);
        assertThat(vigil.watch(trainer, "grad_norm").number("samples")).isEqualTo(3);
    }

    @Test
    void theProgramsGradientNormIsBeforeClippingAndWins() {
        for (int i = 1; i <= 3; i++) {
            trainer.step(0.1).auto("grad_norm", 7).look();
            trainer.gradients = new Beat.Gradients(i, 1.0, 0, null, 0, null, null);
            vigil.poll(trainer);
        }
        assertThat(vigil.watch(trainer, "grad_norm").number("value")).isEqualTo(7);
        assertThat(vigil.told.row(Tables.GRADIENTS).number("norm")).isEqualTo(1);
    }

    @Test
    void withoutAnyStepEachLookIsASample() {
        trainer.hooks = false;
        for (int i = 0; i < 3; i++) {
            vigil.poll(trainer.pause(1, List.of(new Frame("/home/user/a.py", "f", i)))
                    .watch("loss", 1)
                    .look());
        }
        assertThat(loss().number("samples")).isEqualTo(3);
        assertThat(loss().get("step")).isNull();
    }

    @Test
    void aLoopWithoutOptimizerCountsByItsOwnStep() {
        trainer.hooks = false;
        trainer.watch("loss", 1).watch("step", 40).pause(1, List.of());
        vigil.poll(trainer.look());
        vigil.poll(trainer.look());
        assertThat(loss().number("samples")).isEqualTo(1);
        vigil.poll(trainer.watch("step", 41).look());
        assertThat(loss().number("samples")).isEqualTo(2);
        assertThat(loss().number("step")).isEqualTo(41);
    }

    @Test
    void stepsThatAreSkippedByAScalerAreSamplesOfTheirOwn() {
        vigil.poll(trainer.step(0.1).watch("loss", 1).auto("step", 10).look());
        vigil.poll(trainer.auto("step", 11).look()); // no optimizer step
        assertThat(loss().number("samples")).isEqualTo(2);
    }

    @Test
    void tellsTheSampleBefore() {
        vigil.poll(trainer.step(0.1).watch("lr", 0.1).look());
        assertThat(lr().get("previous")).isNull();
        vigil.poll(trainer.step(0.1).watch("lr", 0.05).look());
        assertThat(lr().number("previous")).isEqualTo(0.1);
    }

    @Test
    void aWarmUpThatBeginsAtZeroIsNoJump() {
        assertNoJump(1e-7, 301e-7, 601e-7, 901e-7);
    }

    @Test
    void aLinearDecayToZeroIsNoJump() {
        assertNoJump(0.3, 0.2, 0.1, 0.0);
        assertNoJump(0.21, 0.11, 0.01);
    }

    @Test
    void aCosineDecayIsNoJump() {
        assertNoJump(0.0441, 0.0121, 0.0001);
    }

    @Test
    void aJumpIsAJumpHoweverManyStepsLieBetween() {
        for (double lr : new double[] {0.1, 0.1, 0.1, 5}) {
            vigil.poll(trainer.steps(300, 0.001).watch("lr", lr).look());
        }
        assertThat(lr().number("previous")).isEqualTo(0.1);
        vigil.poll(trainer.steps(300, 0.001).watch("lr", 0.001).look());
        assertThat(lr().number("previous")).isEqualTo(5);
    }

    private void assertNoJump(double... schedule) {
        for (double lr : schedule) {
            vigil.poll(trainer.steps(300, 0.001).watch("lr", lr).look());
            double previous = lr().number("previous");
            assertThat(previous > 0 && (lr > 10 * previous || lr < previous / 10))
                    .as("at %s", lr)
                    .isFalse();
        }
    }

    @Test
    void boundsNamesNumbersAndTexts() {
        for (int i = 0; i < 500; i++) {
            trainer.watch("w" + i + "x".repeat(1000), i);
        }
        trainer.watches.put("w0" + "x".repeat(1000), WatchReading.text("y".repeat(100_000)));
        vigil.poll(trainer.step(0.1).look());
        List<Told.Cells> rows = vigil.told.rows(Tables.WATCHES);
        assertThat(rows).hasSize(200).allSatisfy(row -> {
            assertThat(row.text("name")).hasSizeLessThanOrEqualTo(200);
            assertThat(row.text("text") == null ? "" : row.text("text")).hasSizeLessThanOrEqualTo(500);
        });
    }

    private Told.Cells loss() {
        return vigil.watch(trainer, "loss");
    }

    private Told.Cells lr() {
        return vigil.watch(trainer, "lr");
    }
}
