package dev.vigil.monitor.discover;

import dev.vigil.fleet.TargetKey;
import dev.vigil.monitor.collect.Target;
import dev.vigil.monitor.collect.TargetDirectory;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.probing.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at one source again and again. Confined to one event loop. */
final class Rounds {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    /** A lead whose job is not known yet must not wait for a long refresh. */
    private static final Duration UNNAMED = Duration.ofSeconds(2);

    private final String name;
    private final WatchConfig config;
    private final Source source;
    private final Duration refresh;
    private final JobNaming naming;
    private final Effects effects;
    private final Promise<Void> first = Promise.promise();
    private boolean stopped;
    private long timer = -1;

    /**
     * @param name of its part of the directory
     * @param refresh from the end of one look to the beginning of the next
     */
    Rounds(String name, WatchConfig config, Source source, Duration refresh, JobNaming naming, Effects effects) {
        this.name = name;
        this.config = config;
        this.source = source;
        this.refresh = refresh;
        this.naming = naming;
        this.effects = effects;
    }

    /**
     * Where results go.
     *
     * @param problems what is wrong now, by name of the source
     */
    record Effects(Vertx vertx, TargetDirectory directory, Map<String, List<String>> problems) {}

    /** Begins; completes after the first look. */
    Future<Void> start() {
        look();
        return first.future();
    }

    /** Stops looking; what was found stays. */
    void stop() {
        stopped = true;
        effects.vertx().cancelTimer(timer);
        source.close();
    }

    /** Stops, and forgets what was found. */
    void close() {
        stop();
        effects.directory().forget(name);
        effects.problems().remove(name);
    }

    private void look() {
        Future.succeededFuture()
                .compose(ignored -> source.look())
                .otherwise(failed -> new Look.Failed(name + ": " + failed))
                .compose(this::settle)
                .onComplete(settled -> goOn(settled.succeeded() && settled.result()));
    }

    private void goOn(boolean complete) {
        first.tryComplete();
        if (!stopped) {
            Duration pause = complete || refresh.compareTo(UNNAMED) < 0 ? refresh : UNNAMED;
            timer = effects.vertx().setTimer(Math.max(1, pause.toMillis()), ignored -> look());
        }
    }

    /** Turns leads into targets; returns whether all have a job. */
    private Future<Boolean> settle(Look look) {
        report(look.problems());
        if (!(look instanceof Look.Found found)) {
            return Future.succeededFuture(true);
        }
        Map<TargetKey, Target> targets = new HashMap<>();
        List<Future<Boolean>> named = new ArrayList<>();
        Set<Endpoint> endpoints = new HashSet<>();
        for (Lead lead : found.leads()) {
            endpoints.add(lead.endpoint());
            named.add(naming.job(lead, config).map(job -> {
                job.map(known -> target(known, lead)).ifPresent(target -> targets.putIfAbsent(target.key(), target));
                return job.isPresent();
            }));
        }
        naming.retain(endpoints);
        return Future.join(named).map(all -> {
            if (!stopped) {
                effects.directory().replace(name, List.copyOf(targets.values()));
            }
            return named.stream().allMatch(Future::result);
        });
    }

    private Target target(String job, Lead lead) {
        Map<String, String> labels = new HashMap<>(lead.labels());
        labels.remove("job");
        String instance = Optional.ofNullable(labels.remove("instance"))
                .orElse(lead.endpoint().instance());
        return new Target(new TargetKey(job, instance), lead.endpoint(), labels, config);
    }

    private void report(List<String> problems) {
        List<String> before = effects.problems().put(name, List.copyOf(problems));
        problems.stream()
                .filter(problem -> before == null || !before.contains(problem))
                .forEach(problem -> LOG.warn("discovery: {}", problem));
    }
}
