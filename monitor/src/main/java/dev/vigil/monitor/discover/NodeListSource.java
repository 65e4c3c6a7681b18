package dev.vigil.monitor.discover;

import dev.vigil.monitor.collect.Connector;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.Node;
import dev.vigil.monitor.probing.Overview;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.Reply;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ranks of a job as its rank 0 lists them. A rank that no longer reports stays a while, so that its death is seen; the
 * head is always a target. An address that turns out to be a process already known under another one is left out.
 */
final class NodeListSource implements Source {

    private static final Duration LINGERING = Duration.ofSeconds(60);

    private final Endpoint head;
    private final WatchConfig config;
    private final Connector connector;
    private final InstantSource clock;
    private final ProbingClient client;
    private final Linger<Endpoint> linger = new Linger<>(LINGERING);
    private final Map<Endpoint, String> processes = new HashMap<>();

    NodeListSource(Endpoint head, WatchConfig config, Connector connector, InstantSource clock) {
        this.head = head;
        this.config = config;
        this.connector = connector;
        this.clock = clock;
        this.client = connector.connect(head, config);
    }

    @Override
    public Future<Look> look() {
        return client.nodes().compose(reply -> {
            if (reply instanceof Reply.Read<List<Node>> read) {
                return found(read.value());
            }
            String reason = "node list of " + head.instance() + ": " + ((Reply.Failed<?>) reply).reason();
            return Future.succeededFuture(
                    processes.isEmpty()
                            ? new Look.Found(List.of(new Lead(head, Map.of())), List.of(reason))
                            : new Look.Failed(reason));
        });
    }

    private Future<Look> found(List<Node> nodes) {
        List<String> problems = new ArrayList<>();
        List<Endpoint> endpoints = linger.with(NodeList.endpoints(head, nodes, problems), clock.instant());
        processes.keySet().retainAll(endpoints);
        List<Future<Void>> asking = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            if (!processes.containsKey(endpoint)) {
                asking.add(identify(endpoint));
            }
        }
        return Future.join(asking).map(asked -> new Look.Found(distinct(endpoints), problems));
    }

    /** Pid, rank and command line together: on two hosts one of them alone may well be the same. */
    private Future<Void> identify(Endpoint endpoint) {
        ProbingClient asked = connector.connect(endpoint, config);
        return asked.overview().onComplete(ended -> asked.close()).map(reply -> {
            if (reply instanceof Reply.Read<Overview> read) {
                Overview overview = read.value();
                String rank = overview.environment().getOrDefault("RANK", "");
                processes.put(endpoint, overview.pid() + "\n" + rank + "\n" + overview.command());
            }
            return null;
        });
    }

    private List<Lead> distinct(List<Endpoint> endpoints) {
        Set<String> known = new HashSet<>();
        List<Lead> leads = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            String process = processes.get(endpoint);
            if (process == null || known.add(process)) {
                leads.add(new Lead(endpoint, Map.of()));
            }
        }
        return leads;
    }

    @Override
    public void close() {
        client.close();
    }
}
