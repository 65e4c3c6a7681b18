package dev.vigil.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Tables;
import dev.vigil.rules.Expression;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MentionedColumnsTest {

    private static List<String> of(String sql) {
        int[] columns = MentionedColumns.of(RuleText.of(new Expression(sql, "rules.yml", 1, 1)), Tables.WATCHES);
        return Arrays.stream(columns)
                .mapToObj(i -> Tables.WATCHES.columns().get(i).name())
                .toList();
    }

    @Test
    void areThoseThatTheTextNames() {
        assertThat(
                        of(
                                "SELECT job, w.instance, value * 2 AS twice FROM watches w WHERE name = 'loss' AND `median50` > 1"))
                .containsExactly("job", "instance", "name", "value", "median50");
        assertThat(of("SELECT job, COUNT(*) AS value FROM watches GROUP BY job HAVING COUNT(*) * 2 > 8 * COUNT(*)"))
                .containsExactly("job", "value");
        assertThat(of("SELECT job, labels['team'] AS team FROM watches")).containsExactly("job", "labels");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "SELECT * FROM watches",
                "SELECT DISTINCT * FROM watches",
                "SELECT job, w.* FROM watches w",
                "SELECT job, * FROM watches",
                "SELECT t.job FROM watches NATURAL JOIN targets t",
                "SELECT * FROM stack_samples MATCH_RECOGNIZE (PARTITION BY job ORDER BY ts MEASURES A.ts AS x PATTERN (A)"
                        + " DEFINE A AS TRUE)"
            })
    void areAllWhereTheTextDoesNotSayWhich(String sql) {
        assertThat(of(sql)).hasSize(Tables.WATCHES.columns().size());
    }
}
