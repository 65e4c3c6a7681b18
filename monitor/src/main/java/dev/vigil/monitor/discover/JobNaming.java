package dev.vigil.monitor.discover;

import dev.vigil.monitor.collect.Connector;
import dev.vigil.monitor.collect.LocalProcesses;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Endpoint;
import dev.vigil.monitor.probing.Overview;
import dev.vigil.monitor.probing.ProbingClient;
import dev.vigil.monitor.probing.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which job a lead belongs to. A process named by its pid is asked once who it is; one that does not answer is
 * named by its command line, so that a frozen process is watched too. Confined to one event loop.
 */
final class JobNaming {

    /** The first answer may be late on a busy machine. */
    private static final int ATTEMPTS = 2;

    private final Vertx vertx;
    private final Connector connector;
    private final LocalProcesses processes;
    private final Map<Endpoint.Local, String> names = new HashMap<>();
    private final Map<Endpoint.Local, Integer> failures = new HashMap<>();

    JobNaming(Vertx vertx, Connector connector, LocalProcesses processes) {
        this.vertx = vertx;
        this.connector = connector;
        this.processes = processes;
    }

    /** The lead's job; empty where it is not known yet. */
    Future<Optional<String>> job(Lead lead, WatchConfig config) {
        String written = lead.labels().get("job");
        if (written != null) {
            return Future.succeededFuture(Optional.of(written));
        }
        if (!(lead.endpoint() instanceof Endpoint.Local process)) {
            return Future.succeededFuture(Optional.of(config.jobName()));
        }
        String known = names.get(process);
        return known == null ? ask(process, config) : Future.succeededFuture(Optional.of(known));
    }

    /** Forgets processes that are no leads any more: their pids may come again. */
    void retain(Set<Endpoint> leads) {
        names.keySet().retainAll(leads);
        failures.keySet().retainAll(leads);
    }

    private Future<Optional<String>> ask(Endpoint.Local process, WatchConfig config) {
        ProbingClient client = connector.connect(process, config);
        return client.overview().onComplete(ended -> client.close()).compose(reply -> {
            if (reply instanceof Reply.Read<Overview> read) {
                return Future.succeededFuture(remember(process, RunNames.of(read.value())));
            }
            if (failures.merge(process, 1, Integer::sum) < ATTEMPTS) {
                return Future.succeededFuture(Optional.empty());
            }
            return vertx.executeBlocking(() -> processes.commandLine(process.pid()), false)
                    .map(command -> remember(process, RunNames.own(command.orElse(""), process.pid())));
        });
    }

    private Optional<String> remember(Endpoint.Local process, String name) {
        names.put(process, name);
        failures.remove(process);
        return Optional.of(name);
    }
}
