package dev.vigil.monitor.discover;

import dev.vigil.monitor.collect.Connector;
import dev.vigil.monitor.collect.GatedConnector;
import dev.vigil.monitor.collect.Surroundings;
import dev.vigil.monitor.collect.TargetDirectory;
import dev.vigil.monitor.config.WatchConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Looks for targets at intervals and keeps the directory up to date. Runs on one event loop; its methods may be called from
 * any thread.
 */
public final class Discovery implements AutoCloseable {

    private static final Duration ONCE = Duration.ofDays(365);
    private static final Path SOCKETS = Path.of("/proc/net/unix");

    private final Vertx vertx;
    private final Context context;
    private final TargetDirectory directory;
    private final Connector connector;
    private final Surroundings surroundings;
    private final Map<String, List<String>> problems = new ConcurrentSkipListMap<>();
    private List<Rounds> running = List.of();
    private int generation;

    private Discovery(Vertx vertx, TargetDirectory directory, GatedConnector connector, Surroundings surroundings) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.directory = directory;
        this.connector = connector;
        this.surroundings = surroundings;
    }

    /**
     * Begins to look.
     *
     * @param watches where to look
     * @param directory is kept up to date
     * @param connector asks processes who they are and rank 0 for its list
     * @return completes when each source has been looked at once, with whatever success: what was known before a restart
     *     may be compared with the directory only then
     */
    public static Future<Discovery> start(
            Vertx vertx,
            List<WatchConfig> watches,
            TargetDirectory directory,
            GatedConnector connector,
            Surroundings surroundings) {
        Discovery discovery = new Discovery(vertx, directory, connector, surroundings);
        return discovery.reload(watches).map(discovery);
    }

    /** Goes over to another configuration; completes when all of its sources were looked at and the old ones are forgotten. */
    public Future<Void> reload(List<WatchConfig> watches) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(ignored -> {
            List<Rounds> old = running;
            generation++;
            running = rounds(watches);
            List<Future<Void>> first = running.stream().map(Rounds::start).toList();
            Future.join(first).onComplete(ended -> {
                old.forEach(Rounds::close);
                done.complete();
            });
        });
        return done.future();
    }

    /** What is wrong now: sources that cannot be read, entries that are no targets. */
    public List<String> problems() {
        return problems.values().stream().flatMap(List::stream).toList();
    }

    /** Stops looking; the directory stays as it is. */
    @Override
    public void close() {
        context.runOnContext(ignored -> running.forEach(Rounds::stop));
    }

    private List<Rounds> rounds(List<WatchConfig> watches) {
        List<Rounds> rounds = new ArrayList<>();
        for (WatchConfig watch : watches) {
            watch.discovery().forEach(where -> rounds.addAll(rounds(watch, where, rounds.size())));
        }
        return rounds;
    }

    private List<Rounds> rounds(WatchConfig watch, WatchConfig.Discovery where, int index) {
        if (where instanceof WatchConfig.StaticTargets targets) {
            return List.of(rounds(watch, new StaticSource(targets), ONCE, index));
        }
        if (where instanceof WatchConfig.FileTargets files) {
            return List.of(rounds(watch, new FileSource(vertx, files), files.refreshInterval(), index));
        }
        if (where instanceof WatchConfig.HttpTargets http) {
            return List.of(rounds(watch, new HttpSource(vertx, http), http.refreshInterval(), index));
        }
        if (where instanceof WatchConfig.LocalTargets local) {
            Source source = new LocalSource(vertx, SOCKETS, surroundings.clock());
            return List.of(rounds(watch, source, local.refreshInterval(), index));
        }
        WatchConfig.NodeListTargets lists = (WatchConfig.NodeListTargets) where;
        List<Rounds> rounds = new ArrayList<>();
        for (Lead head : TargetGroups.leads("probing_sd_configs", lists.targets(), Map.of(), new ArrayList<>())) {
            Source source = new NodeListSource(head.endpoint(), watch, connector, surroundings.clock());
            rounds.add(rounds(watch, source, lists.refreshInterval(), index + rounds.size()));
        }
        return rounds;
    }

    private Rounds rounds(WatchConfig watch, Source source, Duration refresh, int index) {
        String name = String.format(Locale.ROOT, "%s/%d/%04d", watch.jobName(), generation, index);
        JobNaming naming = new JobNaming(vertx, connector, surroundings.processes());
        return new Rounds(name, watch, source, refresh, naming, new Rounds.Effects(vertx, directory, problems));
    }
}
