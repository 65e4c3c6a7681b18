package dev.vigil.flink.sql;

import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Expression;
import dev.vigil.rules.NoData;
import dev.vigil.rules.RecordRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Rules as tests need them. */
final class Rules {

    private Rules() {}

    /** An alert without a hold. */
    static AlertRule alert(String name, String sql) {
        return alert(name, sql, List.of());
    }

    /** An alert with these columns as labels. */
    static AlertRule alert(String name, String sql, List<String> identity) {
        return new AlertRule(
                "test/" + name,
                "test",
                name,
                expression(sql),
                Duration.ZERO,
                null,
                0,
                NoData.KEEP,
                identity,
                Map.of(),
                Map.of(),
                List.of());
    }

    static RecordRule record(String name, String sql) {
        return new RecordRule("test/" + name, "test", name, expression(sql), Map.of());
    }

    /** As if it began in line 7, indented by 10 columns. */
    static Expression expression(String sql) {
        return new Expression(sql, "rules.yml", 7, 11);
    }
}
