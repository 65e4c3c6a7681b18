package dev.vigil.flink.sql;

import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Expression;
import dev.vigil.rules.NoData;
import dev.vigil.rules.RecordRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rules as tests need them. */
final class Rules {

    private Rules() {}

    /** An alert without a hold. */
    static AlertRule alert(String name, String sql) {
        return alert(name, sql, List.of());
    }

    /** An alert with these columns as labels. */
    static AlertRule alert(String name, String sql, List<String> identity) {
        return alert(name, sql, identity, Map.of());
    }

    /** An alert with these texts. */
    static AlertRule annotated(String name, String sql, Map<String, String> annotations) {
        return alert(name, sql, List.of(), annotations);
    }

    private static AlertRule alert(String name, String sql, List<String> identity, Map<String, String> annotations) {
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
                annotations,
                List.of());
    }

    /** With clocks. */
    static AlertRule timed(AlertRule rule, Duration holdFor, Duration keepFiringFor) {
        return variant(rule, "", rule.expr(), holdFor, keepFiringFor);
    }

    /** With another query and other clocks, under a name of its own where the suffix makes it one. */
    static AlertRule variant(
            AlertRule rule, String suffix, Expression expr, Duration holdFor, @Nullable Duration keepFiringFor) {
        return new AlertRule(
                rule.id() + suffix,
                rule.group(),
                rule.name() + suffix,
                expr,
                holdFor,
                keepFiringFor,
                rule.limit(),
                rule.noData(),
                rule.identity(),
                rule.labels(),
                rule.annotations(),
                rule.investigate());
    }

    /** With a limit, and another habit while the target cannot be read. */
    static AlertRule with(AlertRule rule, int limit, NoData noData) {
        return new AlertRule(
                rule.id(),
                rule.group(),
                rule.name(),
                rule.expr(),
                rule.holdFor(),
                rule.keepFiringFor(),
                limit,
                noData,
                rule.identity(),
                rule.labels(),
                rule.annotations(),
                rule.investigate());
    }

    /** With labels of its own. */
    static AlertRule labelled(AlertRule rule, Map<String, String> labels) {
        return new AlertRule(
                rule.id(),
                rule.group(),
                rule.name(),
                rule.expr(),
                rule.holdFor(),
                rule.keepFiringFor(),
                rule.limit(),
                rule.noData(),
                rule.identity(),
                labels,
                rule.annotations(),
                rule.investigate());
    }

    static RecordRule record(String name, String sql) {
        return new RecordRule("test/" + name, "test", name, expression(sql), Map.of());
    }

    /** As if it began in line 7, indented by 10 columns. */
    static Expression expression(String sql) {
        return new Expression(sql, "rules.yml", 7, 11);
    }
}
