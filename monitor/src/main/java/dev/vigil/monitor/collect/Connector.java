package dev.vigil.monitor.collect;

import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.ProbingClient;

/** Makes clients of targets; all of them share one pool of connections. */
@FunctionalInterface
public interface Connector {

    /**
     * A client; nothing is sent yet.
     *
     * @param endpoint where it answers
     * @param config deadline of requests and credentials
     */
    ProbingClient connect(Endpoint endpoint, WatchConfig config);
}
