package dev.vigil.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.TableChange;
import dev.vigil.fleet.TableChange.Kind;
import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.monitor.testing.Rows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetBoardTest {

    private final FleetBoard board = new FleetBoard();

    @Test
    void keepsTheNewestRowOfEachKey() {
        board.change(Rows.insert(Tables.TARGETS, Map.of("job", "a", "instance", "h:1", "step", 1.0)));
        board.change(
                Rows.change(Tables.TARGETS, Kind.UPDATE_BEFORE, Map.of("job", "a", "instance", "h:1", "step", 1.0)));
        assertThat(board.snapshot().rows("targets"))
                .as("between the halves of an update")
                .hasSize(1);
        board.change(
                Rows.change(Tables.TARGETS, Kind.UPDATE_AFTER, Map.of("job", "a", "instance", "h:1", "step", 2.0)));

        assertThat(board.snapshot().rows("targets"))
                .extracting(row -> row.number("step").getAsDouble())
                .containsExactly(2.0);
    }

    @Test
    void forgetsARowThatIsGone() {
        board.change(Rows.insert(Tables.WATCHES, Map.of("job", "a", "instance", "h:1", "name", "loss")));
        board.change(Rows.insert(Tables.WATCHES, Map.of("job", "a", "instance", "h:1", "name", "lr")));
        board.change(Rows.change(Tables.WATCHES, Kind.DELETE, Map.of("job", "a", "instance", "h:1", "name", "loss")));

        assertThat(board.snapshot().rows("watches"))
                .extracting(row -> row.text("name").orElse(""))
                .containsExactly("lr");
    }

    @Test
    void keepsNoHistory() {
        board.change(Rows.insert(Tables.WATCH_SAMPLES, Map.of("job", "a", "instance", "h:1", "name", "loss")));

        assertThat(board.snapshot().rows("watch_samples")).isEmpty();
    }

    @Test
    void aNullIsNoZeroAndNoEmptyText() {
        board.change(Rows.insert(Tables.TARGETS, Map.of("job", "a", "instance", "h:1")));

        FleetRow row = board.snapshot().rows("targets").get(0);
        assertThat(row.number("step")).isEmpty();
        assertThat(row.text("phase")).isEmpty();
        assertThat(row.labels()).isEmpty();
    }

    @Test
    void aRowThatIsShorterThanItsTableHasNullsAtTheEnd() {
        TableSpec spec = Tables.TARGETS;
        board.change(new TableChange(spec, Kind.INSERT, Instant.EPOCH, List.of("a", "h:1")));

        assertThat(board.snapshot().rows("targets").get(0).number("step")).isEmpty();
    }
}
