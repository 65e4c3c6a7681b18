package dev.vigil.monitor.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.fleet.Frame;
import dev.vigil.monitor.probing.Answer;
import dev.vigil.monitor.probing.QueryTable;
import dev.vigil.monitor.probing.ThreadStack;
import dev.vigil.monitor.probing.inspect.Stack;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Results of {@code vigil probe} for scripts. */
final class ProbeJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ProbeJson() {}

    static ObjectNode of(Stack stack) {
        ObjectNode node = JSON.objectNode();
        node.put("source", stack.source().name().toLowerCase(Locale.ROOT));
        node.set("frames", frames(stack.frames()));
        return node;
    }

    static ObjectNode of(Answer answer) {
        ObjectNode node = JSON.objectNode();
        node.put("output", answer.output());
        node.put("value", answer.value());
        node.put("error", answer.error());
        node.put("where", answer.where());
        node.put("pause_seconds", answer.pause().toNanos() / 1e9);
        return node;
    }

    /** An array of objects, one a row. */
    static ArrayNode of(QueryTable table) {
        ArrayNode rows = JSON.arrayNode();
        for (List<@Nullable Object> row : table.rows()) {
            ObjectNode node = rows.addObject();
            for (int column = 0; column < row.size(); column++) {
                node.putPOJO(table.columns().get(column), row.get(column));
            }
        }
        return rows;
    }

    static ArrayNode of(List<ThreadStack> threads) {
        ArrayNode nodes = JSON.arrayNode();
        for (ThreadStack thread : threads) {
            ObjectNode node = nodes.addObject();
            node.put("name", thread.name());
            node.put("main", thread.main());
            node.put("daemon", thread.daemon());
            node.set("frames", frames(thread.frames()));
        }
        return nodes;
    }

    private static ArrayNode frames(List<Frame> frames) {
        ArrayNode nodes = JSON.arrayNode();
        for (int depth = 0; depth < frames.size(); depth++) {
            Frame frame = frames.get(depth);
            ObjectNode node = nodes.addObject();
            node.put("depth", depth);
            node.put("function", frame.function());
            node.put("file", frame.file());
            node.put("line", frame.line());
        }
        return nodes;
    }
}
