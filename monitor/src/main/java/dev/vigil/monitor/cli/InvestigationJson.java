package dev.vigil.monitor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.fleet.Beat;
import dev.vigil.fleet.WatchReading;
import dev.vigil.monitor.probing.Overview;
import dev.vigil.monitor.probing.Reply;
import java.util.Map;
import java.util.function.Function;

/** An investigation for scripts; a part that failed is an object with {@code failed}, the reason. */
final class InvestigationJson {

    private InvestigationJson() {}

    static ObjectNode of(String target, Investigation found) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("target", target);
        node.set("process", part(found.overview(), InvestigationJson::process));
        node.set("stack", part(found.stack(), ProbeJson::of));
        node.set("threads", part(found.threads(), ProbeJson::of));
        ObjectNode answers = node.putObject("asked");
        for (Investigation.Asked asked : found.answers()) {
            answers.set(asked.title(), part(asked.answer(), ProbeJson::of));
        }
        found.beat().ifPresent(beat -> node.set("newest", values(beat)));
        found.modules().ifPresent(rows -> node.set("modules", part(rows, ProbeJson::of)));
        return node;
    }

    private static JsonNode process(Overview overview) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("pid", overview.pid());
        node.put("command", overview.command());
        ObjectNode environment = node.putObject("environment");
        overview.environment().forEach(environment::put);
        return node;
    }

    private static ObjectNode values(Beat beat) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("state", beat.state());
        node.put("error", beat.error());
        node.put("steps", beat.steps());
        if (!beat.samples().isEmpty()) {
            Beat.Sample newest = beat.samples().get(beat.samples().size() - 1);
            put(node.putObject("automatic"), newest.automatic());
            put(node.putObject("watches"), newest.watches());
        }
        return node;
    }

    /** Numbers that JSON cannot say are text, as in Probing's own documents. */
    private static void put(ObjectNode node, Map<String, WatchReading> readings) {
        readings.forEach((name, reading) -> {
            Double number = reading.number();
            if (number != null && Double.isFinite(number)) {
                node.put(name, number);
            } else {
                node.put(name, number != null ? number.toString() : reading.text());
            }
        });
    }

    private static <T> JsonNode part(Reply<T> reply, Function<T, JsonNode> content) {
        if (reply instanceof Reply.Read<T> read) {
            return content.apply(read.value());
        }
        ObjectNode failed = JsonNodeFactory.instance.objectNode();
        failed.put("failed", ((Reply.Failed<T>) reply).reason());
        return failed;
    }
}
