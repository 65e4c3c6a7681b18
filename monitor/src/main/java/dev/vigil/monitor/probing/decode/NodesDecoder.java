package dev.vigil.monitor.probing.decode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.monitor.probing.Node;
import dev.vigil.monitor.probing.Reply;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Rank 0's node list: {@code GET /apis/nodes}, an array in 0.2.4 and an object around it in the later line. */
public final class NodesDecoder {

    /** More ranks than any job that one monitor watches; entries never expire, so a list may grow for ever. */
    private static final int MOST_NODES = 20_000;

    private static final int LONGEST_ADDRESS = 300;

    private NodesDecoder() {}

    /** The entries in the order of the list; without an address an entry says nothing and is left out. */
    public static Reply<List<Node>> decode(RawReply raw) {
        if (!raw.isOk()) {
            return raw.unexpected();
        }
        try {
            JsonNode tree = JsonText.tree(raw.body());
            JsonNode list = tree.isObject() ? tree.path("nodes") : tree;
            if (!list.isArray()) {
                return raw.malformed("nodes: not a list");
            }
            List<Node> nodes = new ArrayList<>();
            for (int i = 0; i < list.size() && i < MOST_NODES; i++) {
                JsonFields entry = new JsonFields(list.get(i), "nodes[" + i + "]");
                if (entry.has("addr")) {
                    nodes.add(node(entry));
                }
            }
            return raw.read(nodes);
        } catch (MalformedDocument malformed) {
            return raw.malformed("nodes: " + malformed.getMessage());
        }
    }

    private static Node node(JsonFields entry) throws MalformedDocument {
        return new Node(
                entry.text("addr", LONGEST_ADDRESS),
                entry.count("rank", 0),
                entry.count("world_size", 0),
                Instant.EPOCH.plus(entry.integer("timestamp", 0), ChronoUnit.MICROS));
    }
}
