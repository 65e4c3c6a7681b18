package dev.vigil.monitor.collect;

import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.ProbingClient;
import java.util.HashMap;
import java.util.Map;

/**
 * Clients of one endpoint take turns, whoever made them: polls, discovery and investigations together have one request in
 * flight there. Thread-safe.
 */
public final class GatedConnector implements Connector {

    private final Connector connector;
    private final Map<Endpoint, Entry> entries = new HashMap<>();

    /** Guards the clients that this one makes. */
    public GatedConnector(Connector connector) {
        this.connector = connector;
    }

    private static final class Entry {
        private final ProbeGate gate = new ProbeGate();
        private int users;
    }

    @Override
    public ProbingClient connect(Endpoint endpoint, WatchConfig config) {
        ProbingClient client = connector.connect(endpoint, config);
        return new GatedClient(client, config.pollTimeout(), enter(endpoint), () -> leave(endpoint));
    }

    private synchronized ProbeGate enter(Endpoint endpoint) {
        Entry entry = entries.computeIfAbsent(endpoint, unknown -> new Entry());
        entry.users++;
        return entry.gate;
    }

    private synchronized void leave(Endpoint endpoint) {
        entries.computeIfPresent(endpoint, (key, entry) -> --entry.users == 0 ? null : entry);
    }

    /** How many endpoints have clients now. */
    synchronized int size() {
        return entries.size();
    }
}
