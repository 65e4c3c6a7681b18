package dev.vigil.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Tables;
import dev.vigil.flink.table.RowsRead;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableNamesTest {

    private static final String LOSS = "SELECT job FROM watches WHERE name = 'loss'";
    private static final String RATE = "SELECT job FROM watches WHERE name = 'lr'";
    private static final String STATE = "SELECT job FROM targets WHERE state = 'stalled'";

    private static RowsRead rowsReadBy(String... queries) {
        List<Rule> rules = new ArrayList<>();
        for (String sql : queries) {
            rules.add(Rules.alert("R" + rules.size(), sql));
        }
        return TableNames.rowsReadBy(new RuleSet(rules));
    }

    @Test
    void rowsOfWatchesThatNoQueryNamesAreNotRead() {
        assertThat(rowsReadBy(LOSS, RATE, STATE))
                .isEqualTo(new RowsRead(Set.of(Tables.WATCHES, Tables.TARGETS), Optional.of(Set.of("loss", "lr"))));
    }

    @Test
    void oneQueryThatNamesNoneReadsThemAll() {
        assertThat(rowsReadBy(LOSS, "SELECT job FROM watches WHERE value > 1", RATE)
                        .watches())
                .isEmpty();
    }
}
