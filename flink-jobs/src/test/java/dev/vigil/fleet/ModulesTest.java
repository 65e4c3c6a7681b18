package dev.vigil.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModulesTest {

    private final Watcher vigil = new Watcher();
    private final Trainer trainer = Trainer.of("host:9900");
    private long step;

    @Test
    void tellsTheMeanOfTheNewestFiftyAndTheBaseline() {
        for (int i = 0; i < 10; i++) {
            vigil.poll(trainer.step(0.1));
        }
        trace("head", 5); // the step in which it was discovered
        for (int i = 1; i < 21; i++) {
            assertThat(module("head").get("baseline_seconds")).isNull();
            trace("head", 0.01);
        }
        for (int i = 0; i < 50; i++) {
            trace("head", 0.04);
        }
        Told.Cells row = module("head");
        assertThat(row.number("seconds")).isBetween(0.0399, 0.0401);
        assertThat(row.number("baseline_seconds")).isBetween(0.0099, 0.0101);
        assertThat(row.number("share")).isBetween(0.399, 0.401);
        assertThat(row.number("samples")).isEqualTo(71);
        assertThat(row.get("leaf")).isEqualTo(true);
    }

    @Test
    void aModuleWithOthersInItIsNoLeaf() {
        trace("encoder", 0.1);
        assertThat(module("encoder").get("leaf")).isEqualTo(true);
        trace("encoder.layer.0", 0.1);
        trace("encoders", 0.1);
        assertThat(module("encoder").get("leaf")).isEqualTo(false);
        assertThat(module("encoder.layer.0").get("leaf")).isEqualTo(true);
        assertThat(module("encoders").get("leaf")).isEqualTo(true);
    }

    @Test
    void theModelItselfIsNoLeafThoughItsChildrenDoNotBearItsName() {
        see(row(0, "Mlp", "pre forward", 0), row(7, "Mlp", "post forward", 0.3), row(5, "head", "post forward", 0.2));
        assertThat(module("Mlp").get("leaf")).isEqualTo(false);
        assertThat(module("head").get("leaf")).isEqualTo(true);
    }

    @Test
    void appendsEveryRowAndKeepsNoneOfTheBeginnings() {
        see(row(0, "Mlp", "pre forward", 0), row(1, "Mlp", "post forward", 0.3));
        assertThat(vigil.told.appended(Tables.MODULE_SAMPLES)).hasSize(2);
        assertThat(vigil.told.rows(Tables.MODULES)).hasSize(1);
    }

    @Test
    void boundsTheirNumber() {
        List<Reading.ModuleRow> rows = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            rows.add(row(i + 1, "m" + i, "post forward", 0.1));
        }
        vigil.apply(new Reading.Modules(trainer.key, rows));
        assertThat(vigil.told.rows(Tables.MODULES)).hasSize(2000);
        vigil.restartVigil(1);
        trace("m7", 0.1);
    }

    @Test
    void goWithTheProcess() {
        vigil.poll(trainer.step(0.1));
        trace("head", 0.1);
        vigil.poll(trainer.restart());
        assertThat(vigil.told.rows(Tables.MODULES)).isEmpty();
    }

    @Test
    void appendsTheRowsOfTheJobsOwnTables() {
        vigil.apply(new Reading.Table(
                trainer.key,
                "metrics",
                List.of(new Reading.TableRow("loss", 0.5, null, 3.0), new Reading.TableRow("note", null, "x", null))));
        List<Told.Cells> rows = vigil.told.appended(Tables.TABLE_SAMPLES);
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).text("table_name")).isEqualTo("metrics");
        assertThat(rows.get(0).number("step")).isEqualTo(3);
        assertThat(rows.get(1).text("text")).isEqualTo("x");
    }

    @Test
    void tellsWhatTheHookSawOfTheGradients() {
        trainer.gradients = new Beat.Gradients(5, Double.NaN, 3, "head.weight", 2, 1e-9, "embed.weight");
        vigil.poll(trainer.step(0.1));
        Told.Cells row = vigil.told.row(Tables.GRADIENTS);
        assertThat(row.get("norm")).isEqualTo(Double.NaN);
        assertThat(row.number("non_finite")).isEqualTo(3);
        assertThat(row.text("first_bad")).isEqualTo("head.weight");
        assertThat(row.number("step")).isEqualTo(5);
        assertThat(row.number("bad_steps")).isEqualTo(2);
        assertThat(row.number("smallest")).isEqualTo(1e-9);
        assertThat(row.text("smallest_name")).isEqualTo("embed.weight");
        int before = vigil.told.changes.size();
        vigil.apply(trainer.mailbox());
        assertThat(vigil.told.changes.subList(before, vigil.told.changes.size()))
                .noneMatch(change -> change.table().equals(Tables.GRADIENTS));
    }

    @Test
    void tellsMemoryAndWhetherItKeepsRising() {
        for (int i = 0; i < 104; i++) {
            trainer.memoryMb = 1000.0 + (i % 4 == 0 ? -1 : i);
            vigil.poll(trainer.step(0.1));
        }
        Told.Cells row = vigil.target(trainer);
        assertThat(row.number("memory_mb")).isEqualTo(1103);
        assertThat(row.number("memory_rising")).isBetween(0.7, 0.8);
        assertThat(row.number("memory_growth")).isBetween(0.09, 0.11);
    }

    private void trace(String module, double seconds) {
        step++;
        see(row(1, module, "post forward", seconds));
    }

    private Reading.ModuleRow row(long seq, String module, String stage, double seconds) {
        return new Reading.ModuleRow(step, seq, module, stage, seconds, 0, 0);
    }

    private void see(Reading.ModuleRow... rows) {
        vigil.apply(new Reading.Modules(trainer.key, List.of(rows)));
    }

    private Told.Cells module(String name) {
        return vigil.told.row(Tables.MODULES, "module", name);
    }
}
