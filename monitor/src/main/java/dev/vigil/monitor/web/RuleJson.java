package dev.vigil.monitor.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.flink.PipelineStatus.RuleFailure;
import dev.vigil.flink.RuleReport;
import dev.vigil.flink.RuleReport.LastRow;
import dev.vigil.monitor.alert.Figures;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Rule;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a rule has seen and said, beside Prometheus' fields: field {@code vigil} of a rule. */
final class RuleJson {

    /** A stack or an error may be long; a rule's last rows are looked at by people. */
    private static final int LONGEST_TEXT = 500;

    private RuleJson() {}

    static ObjectNode of(Rule rule, RuleReport report, @Nullable RuleFailure failure) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", rule.id());
        node.put("read", report.read());
        ObjectNode tables = node.putObject("rowsRead");
        new TreeMap<>(report.rowsRead()).forEach(tables::put);
        node.put("resultChanges", report.rowsOut());
        report.lastChange().ifPresent(at -> node.put("lastChange", at.toString()));
        if (rule instanceof AlertRule alert) {
            node.put("limit", alert.limit());
        }
        node.put("overLimit", report.overLimit());
        node.put("failures", failure == null ? 0 : failure.count());
        if (failure != null) {
            node.put("lastFailure", failure.last().toString());
            node.put("switchedOff", failure.switchedOff());
        }
        ArrayNode rows = node.putArray("lastRows");
        report.lastRows().forEach(row -> rows.add(row(row)));
        return node;
    }

    private static ObjectNode row(LastRow row) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("at", row.at().toString()).put("present", row.present());
        texts(node.putObject("labels"), row.row().labels());
        ObjectNode values = node.putObject("values");
        texts(values, row.row().values().texts());
        new TreeMap<>(row.row().values().numbers()).forEach((name, number) -> put(values, name, number));
        if (row.row().values().value() != null) {
            put(values, "value", row.row().values().value());
        }
        return node;
    }

    private static void texts(ObjectNode node, Map<String, @Nullable String> texts) {
        new TreeMap<>(texts).forEach((name, text) -> node.put(name, cut(text)));
    }

    private static void put(ObjectNode node, String name, @Nullable Double number) {
        node.put(name, number == null ? null : Figures.prometheus(number));
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }
}
