package dev.vigil.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vigil.flink.RuleReport.LastRow;
import dev.vigil.flink.alert.RowValues;
import dev.vigil.flink.alert.RuleRow;
import dev.vigil.flink.source.ManualClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleTraceTest {

    private final ManualClock clock = new ManualClock();
    private final RuleTrace trace = new RuleTrace(clock);

    @Test
    void namesTheTablesThatItReadsBeforeARowHasCome() {
        assertThat(trace.report()).isEqualTo(RuleReport.NOTHING);
        trace.read("targets");

        assertThat(trace.report().rowsRead()).isEqualTo(Map.of("targets", 0L));
        assertThat(trace.report().read()).isZero();
    }

    @Test
    void countsRowsByTable() {
        trace.read("targets").increment();
        trace.read("jobs").add(2);

        assertThat(trace.report().rowsRead()).isEqualTo(Map.of("targets", 1L, "jobs", 2L));
        assertThat(trace.report().read()).isEqualTo(3);
    }

    @Test
    void showsTheNewestRowOfEachIdentityNewestFirst() {
        trace.changed(row("a", 1, true));
        trace.changed(row("b", 1, true));
        clock.pass(Duration.ofSeconds(1));
        trace.changed(row("a", 1, false));
        trace.changed(row("a", 2, true));

        assertThat(trace.report().lastRows())
                .extracting(
                        row -> row.row().labels().get("instance"),
                        row -> row.row().values().value(),
                        LastRow::present)
                .containsExactly(tuple("a", 2.0, true), tuple("b", 1.0, true));
        assertThat(trace.report().lastChange()).contains(clock.instant());
        assertThat(trace.report().rowsOut()).isEqualTo(4);
    }

    @Test
    void takesTheOldHalfOfAnUpdateForNoEndOfTheNew() {
        trace.changed(row("a", 1, true));
        trace.changed(row("a", 2, true));
        trace.changed(row("a", 1, false));

        assertThat(trace.report().lastRows()).extracting(LastRow::present).containsExactly(true);
    }

    @Test
    void saysWhatHasGone() {
        trace.changed(row("a", 1, true));
        trace.changed(row("a", 1, false));

        assertThat(trace.report().lastRows()).extracting(LastRow::present).containsExactly(false);
    }

    @Test
    void keepsTwentyRowsAndNoMore() {
        for (int i = 0; i < 50; i++) {
            trace.changed(row("i" + i, i, true));
        }

        assertThat(trace.report().lastRows())
                .hasSize(RuleReport.MOST_ROWS)
                .extracting(row -> row.row().values().value())
                .startsWith(49.0)
                .endsWith(30.0);
    }

    private static RuleRow row(String instance, double value, boolean added) {
        return RuleRow.of("g/r", 0, added, Map.of("instance", instance), new RowValues(Map.of(), Map.of(), value));
    }
}
