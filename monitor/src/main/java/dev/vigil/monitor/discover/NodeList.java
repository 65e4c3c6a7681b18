package dev.vigil.monitor.discover;

import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What rank 0's node list says of the ranks that report (PROTOCOL section 2.2). Pure. */
final class NodeList {

    /** Each rank reports every 10 s: two reports missed, and some. */
    static final Duration STALE = Duration.ofSeconds(25);

    /** One report behind another entry of the same rank: the rank came back on another address. */
    private static final Duration REPLACED = Duration.ofSeconds(12);

    private NodeList() {}

    /**
     * The endpoints that live, the head's own first.
     *
     * @param head as the user gave it: its host stands for {@code 0.0.0.0} and for loopback
     * @param problems takes what is no address
     */
    static List<Endpoint> endpoints(Endpoint head, List<Node> nodes, List<String> problems) {
        Instant newest =
                nodes.stream().map(Node::reported).max(Instant::compareTo).orElse(Instant.EPOCH);
        Map<Integer, Instant> newestOfRank = new HashMap<>();
        nodes.forEach(node -> newestOfRank.merge(node.rank(), node.reported(), (a, b) -> a.isAfter(b) ? a : b));
        Set<Endpoint> endpoints = new LinkedHashSet<>();
        endpoints.add(head);
        for (Node node : nodes) {
            Instant newer = newestOfRank.getOrDefault(node.rank(), newest);
            boolean stale = node.reported().plus(STALE).isBefore(newest)
                    || node.reported().plus(REPLACED).isBefore(newer);
            if (!stale) {
                add(head, node, endpoints, problems);
            }
        }
        return new ArrayList<>(endpoints);
    }

    private static void add(Endpoint head, Node node, Set<Endpoint> endpoints, List<String> problems) {
        try {
            Endpoint endpoint = Endpoint.parse(node.address());
            endpoints.add(endpoint instanceof Endpoint.Tcp tcp ? seenFrom(head, tcp) : endpoint);
        } catch (IllegalArgumentException wrong) {
            problems.add("node list of " + head.instance() + ": " + wrong.getMessage());
        }
    }

    private static Endpoint seenFrom(Endpoint head, Endpoint.Tcp listed) {
        boolean anywhere = listed.host().equals("0.0.0.0") || listed.host().equals("::");
        boolean loopback = listed.host().startsWith("127.") || listed.host().equals("::1");
        if (!anywhere && !loopback) {
            return listed;
        }
        if (head instanceof Endpoint.Tcp tcp) {
            return new Endpoint.Tcp(tcp.host(), listed.port());
        }
        return anywhere ? new Endpoint.Tcp("127.0.0.1", listed.port()) : listed;
    }
}
