package dev.vigil.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Tables;
import dev.vigil.flink.cluster.InProcess;
import dev.vigil.rules.Rule;
import java.util.List;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuardTest {

    private static final int NAME = Tables.WATCHES.indexOf("name");
    private static final int VALUE = Tables.WATCHES.indexOf("value");
    private static final int TEXT = Tables.WATCHES.indexOf("text");

    @Test
    void handsOnWhatTheRuleNamesAndNothingElse() throws Exception {
        List<Row> passed = passed("SELECT name, value FROM watches WHERE name = 'loss'");

        assertThat(passed).singleElement().satisfies(row -> {
            assertThat(row.getKind()).isEqualTo(RowKind.INSERT);
            assertThat(row.getField(NAME)).isEqualTo("loss");
            assertThat(row.getField(VALUE)).isEqualTo(1.0);
            assertThat(row.getField(TEXT)).isNull();
        });
    }

    @Test
    void handsOnRowsOfAllWatchesWhereTheRuleNamesNone() throws Exception {
        assertThat(passed("SELECT name FROM watches WHERE text = 'x'"))
                .extracting(row -> row.getField(NAME))
                .containsExactly("loss", "lr", null);
    }

    private static List<Row> passed(String sql) throws Exception {
        Rule rule = Rules.alert("R", sql);
        try (InProcess<RuleHealth> health = InProcess.of((id, reason) -> {})) {
            Guard guard = Guard.of(rule, RuleText.of(rule.expr()), Tables.WATCHES, health);
            OneInputStreamOperatorTestHarness<Row, Row> harness =
                    ProcessFunctionTestHarnesses.forProcessFunction(guard);
            harness.processElement(row("loss"), 1);
            harness.processElement(row("lr"), 2);
            harness.processElement(row(null), 3);
            List<Row> passed = harness.extractOutputValues();
            harness.close();
            return passed;
        }
    }

    private static Row row(@Nullable String name) {
        Row row = new Row(RowKind.INSERT, Tables.WATCHES.columns().size());
        row.setField(NAME, name);
        row.setField(VALUE, 1.0);
        row.setField(TEXT, "x");
        return row;
    }
}
