package dev.vigil.monitor.collect;

import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.ProbingClient;

/** Makes clients of targets; all of them share one pool of connections. */
@FunctionalInterface
public interface Connector {

    /**
     * A client; nothing is sent yet.
     *
     * @param address {@code host:port} or {@code pid:N}, already found well-formed by discovery
     * @param config deadline of requests and credentials
     */
    ProbingClient connect(String address, WatchConfig config);
}
