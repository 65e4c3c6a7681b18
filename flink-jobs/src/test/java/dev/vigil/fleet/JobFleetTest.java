package dev.vigil.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class JobFleetTest {

    private final Watcher vigil = new Watcher();
    private final Trainer trainer = Trainer.of("host:9900");

    @Test
    void tellsEveryAttempt() {
        vigil.poll(trainer).fail(trainer, Reading.Outcome.TIMEOUT, Reading.Process.UNKNOWN);

        assertThat(vigil.told.appended(Tables.POLLS))
                .extracting(cells -> cells.text("outcome"))
                .containsExactly("ok", "timeout");
    }

    @Test
    void joinsLabelsAndRankIntoEveryRow() {
        vigil.poll(trainer.step(0.1).watch("loss", 1).look());
        vigil.apply(new Reading.Joined(trainer.key, Map.of("team", "nlp"), 7, "3", 8, false));

        assertThat(vigil.watch(trainer, "loss").get("labels")).isEqualTo(Map.of("team", "nlp"));
        assertThat(vigil.watch(trainer, "loss").text("rank")).isEqualTo("3");
        assertThat(vigil.target(trainer).number("world_size")).isEqualTo(8);
        assertThat(vigil.told.facts(trainer.key).orElseThrow().labels()).containsEntry("team", "nlp");
    }

    @Test
    void keepsRowsOfARemovedTargetForTheRetention() {
        vigil.poll(trainer.step(0.1).watch("loss", 1).look());
        vigil.poll(trainer.end("crashed", "ValueError: no"));
        vigil.apply(new Reading.Removed(trainer.key));

        vigil.idle(899);
        assertThat(vigil.state(trainer)).isEqualTo("crashed");
        assertThat(vigil.told.facts(trainer.key).orElseThrow().readable()).isFalse();
        assertThat(vigil.fleet.isEmpty()).isFalse();

        vigil.idle(1);
        assertThat(vigil.told.rows(Tables.TARGETS)).isEmpty();
        assertThat(vigil.told.rows(Tables.WATCHES)).isEmpty();
        assertThat(vigil.told.facts(trainer.key)).isEmpty();
        assertThat(vigil.fleet.isEmpty()).isTrue();
    }

    @Test
    void goesOnAfterARestartExactlyWhereItWas() {
        for (int i = 0; i < 20; i++) {
            vigil.poll(trainer.step(0.5).watch("loss", 1.0 / (i + 1)).look());
        }
        byte[] before = Watcher.bytes(vigil.fleet);
        vigil.restartVigil(12);

        assertThat(Watcher.bytes(vigil.fleet)).isEqualTo(before);
        vigil.poll(
                trainer.step(0.5).watch("loss", 0.01).look()); // Told fails if the row taken back is not the one told
        assertThat(vigil.watch(trainer, "loss").number("samples")).isEqualTo(21);
    }

    @Test
    void tellsAllRowsAgainAsInserts() {
        vigil.poll(trainer.step(0.1).watch("loss", 1).look());
        Told other = new Told();

        vigil.fleet.retell(vigil.now, other);

        for (TableSpec table : Tables.ALL) {
            if (table.changelog()) {
                assertThat(other.rows(table)).containsExactlyInAnyOrderElementsOf(vigil.told.rows(table));
            }
        }
        assertThat(other.facts(trainer.key)).isEqualTo(vigil.told.facts(trainer.key));
    }
}
