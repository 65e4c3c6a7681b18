package dev.vigil.monitor;

import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.AlertPipeline;
import dev.vigil.flink.PipelineEdges;
import dev.vigil.flink.PipelineSettings;
import dev.vigil.flink.cluster.StorageLock.StorageInUseException;
import dev.vigil.flink.source.Collector;
import dev.vigil.flink.source.ReadingTap;
import dev.vigil.flink.source.TargetSupplier;
import dev.vigil.monitor.alert.AlertBoard;
import dev.vigil.monitor.alert.FleetBoard;
import dev.vigil.monitor.alert.Pulse;
import dev.vigil.monitor.cli.MonitorLauncher;
import dev.vigil.monitor.cli.RunningMonitor;
import dev.vigil.monitor.cli.StartFailure;
import dev.vigil.monitor.cli.Version;
import dev.vigil.monitor.collect.GatedConnector;
import dev.vigil.monitor.collect.PollingCollector;
import dev.vigil.monitor.collect.Surroundings;
import dev.vigil.monitor.collect.Target;
import dev.vigil.monitor.collect.TargetDirectory;
import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.discover.Discovery;
import dev.vigil.monitor.metrics.BoardCollector;
import dev.vigil.monitor.metrics.MeteredCollector;
import dev.vigil.monitor.metrics.MeteredSinks;
import dev.vigil.monitor.metrics.Metrics;
import dev.vigil.monitor.metrics.PollLog;
import dev.vigil.monitor.metrics.PollMeters;
import dev.vigil.monitor.metrics.RecordingMeters;
import dev.vigil.monitor.metrics.ReloadMeters;
import dev.vigil.monitor.notify.Notifier;
import dev.vigil.monitor.notify.NotifySettings;
import dev.vigil.monitor.probing.http.ProbingClients;
import dev.vigil.monitor.reload.Reloader;
import dev.vigil.monitor.reload.Rereading;
import dev.vigil.monitor.web.Lifecycle;
import dev.vigil.monitor.web.View;
import dev.vigil.monitor.web.WebServer;
import dev.vigil.recording.Recorder;
import dev.vigil.recording.Run;
import dev.vigil.rules.RuleSet;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Joins all parts, and is the only place that does: discovery fills the directory; the collector polls what it holds; the
 * pipeline turns readings into tables, rules and alerts; the boards keep what it concluded; the server shows the boards.
 */
final class Wiring implements MonitorLauncher {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Clock clock = Clock.systemUTC();

    @Override
    public RunningMonitor start(VigilConfig config, RuleSet rules, Rereading rereading, Consumer<String> progress)
            throws StartFailure {
        Monitor monitor = new Monitor(config, rules, this::settings);
        try {
            join(monitor, config, rereading, progress);
            return monitor;
        } catch (StartFailure | RuntimeException e) {
            monitor.close();
            throw e;
        }
    }

    private void join(Monitor monitor, VigilConfig config, Rereading rereading, Consumer<String> progress)
            throws StartFailure {
        Vertx vertx = Vertx.vertx(ProbingClients.vertxOptions());
        monitor.closing("network", () -> await(vertx.close(), PATIENCE));
        ProbingClients clients = new ProbingClients(vertx);
        GatedConnector connector = new GatedConnector(
                (endpoint, watch) -> clients.connect(endpoint, watch.pollTimeout(), watch.credentials()));
        TargetDirectory directory = new TargetDirectory();
        Surroundings surroundings = Surroundings.ofThisMachine();
        Future<Discovery> discovery = Discovery.start(vertx, config.watches(), directory, connector, surroundings);
        discovery.onSuccess(monitor::discovering);
        TargetSupplier targets = supplier(directory, discovery);

        View view = view(monitor, targets, directory, rereading.overHttp());
        MeterRegistry registry = view.metrics().registry();
        monitor.reloadBy(reloader(monitor, rereading, new ReloadMeters(registry, clock), progress));
        monitor.show(view, listen(vertx, config.web(), view), config.web().host());
        monitor.telling(config, wanted -> notifier(vertx, wanted, view, monitor.url()));

        RuleSet rules = monitor.rules();
        progress.accept("Compiling " + rules.rules().size() + " rules");
        PollMeters pollMeters = new PollMeters(registry);
        MeteredSinks sinks = new MeteredSinks(view.alerts(), view.fleet(), clock, registry);
        Supplier<Collector> collectors = () -> new MeteredCollector(
                new PollingCollector(vertx, directory, connector, surroundings), pollMeters, view.polls());
        ReadingTap tap = recording(monitor, config, progress, registry);
        monitor.run(pipeline(config, rules, monitor.url(), new PipelineEdges(targets, collectors, sinks, sinks, tap)));
    }

    /** Closed after the pipeline, whose last readings it keeps. */
    private static ReadingTap recording(
            Monitor monitor, VigilConfig config, Consumer<String> progress, MeterRegistry registry)
            throws StartFailure {
        Path file = config.storage().recording();
        if (file == null) {
            return ReadingTap.NONE;
        }
        FleetSettings fleet = new FleetSettings(
                longest(config, WatchConfig::pollInterval), config.storage().retention());
        try {
            Recorder recorder = Recorder.start(file, new Run(fleet, Version.text()), progress);
            monitor.closing("recording", recorder);
            new RecordingMeters(registry).register(recorder);
            progress.accept("Recording into " + file);
            return recorder::record;
        } catch (IOException e) {
            throw new StartFailure("cannot record into " + file + ": " + e.getMessage(), e);
        }
    }

    private static Reloader reloader(
            Monitor monitor, Rereading rereading, ReloadMeters meters, Consumer<String> progress) {
        return new Reloader(rereading.files(), monitor.setup(), outcome -> {
            meters.note(outcome.isSuccessful());
            outcome.lines().forEach(progress);
        });
    }

    private View view(Monitor monitor, TargetSupplier targets, TargetDirectory directory, boolean lifecycle) {
        AlertBoard alerts = new AlertBoard(clock);
        FleetBoard fleet = new FleetBoard();
        Pulse pulse = new Pulse(clock, monitor::lastBeat);
        Metrics metrics = new Metrics(new BoardCollector(alerts, fleet, pulse, monitor), Version.text());
        monitor.closing("metrics", metrics);
        return new View(
                metrics,
                alerts,
                fleet,
                pulse,
                new PollLog(clock),
                targets,
                key -> directory.find(key).map(Target::config),
                monitor::discoveryProblems,
                monitor::rules,
                monitor,
                new Lifecycle(lifecycle, () -> monitor.reloadFor("a request")),
                clock,
                Version.text());
    }

    /** A first round of discovery may take as long as a silent host keeps it waiting: the pipeline starts meanwhile. */
    private static TargetSupplier supplier(TargetDirectory directory, Future<Discovery> discovery) {
        return new TargetSupplier() {
            @Override
            public Set<TargetKey> targets() {
                return directory.targets();
            }

            @Override
            public boolean complete() {
                return discovery.isComplete();
            }
        };
    }

    private Notifier notifier(Vertx vertx, VigilConfig config, View view, String url) {
        NotifySettings settings =
                new NotifySettings(config.alerting(), config.externalLabels(), externalUrl(config.web(), url));
        return Notifier.start(
                vertx,
                settings,
                view.alerts(),
                view.pulse(),
                clock,
                view.metrics().registry());
    }

    /** Where it listens on all addresses, its host's name is what others can use, as in Prometheus. */
    private static String externalUrl(VigilConfig.Web web, String url) {
        boolean everywhere = web.host().equals("0.0.0.0") || web.host().equals("::");
        if (!web.externalUrl().isEmpty() || !everywhere) {
            return web.externalUrl().isEmpty() ? url : web.externalUrl();
        }
        try {
            return "http://" + InetAddress.getLocalHost().getHostName() + url.substring(url.lastIndexOf(':'));
        } catch (UnknownHostException nameless) {
            return url;
        }
    }

    private static WebServer listen(Vertx vertx, VigilConfig.Web web, View view) throws StartFailure {
        try {
            return await(WebServer.start(vertx, web.host(), web.port(), view), PATIENCE);
        } catch (IOException e) {
            throw new StartFailure(
                    "cannot listen on " + web.host() + ":" + web.port() + " (" + e.getMessage()
                            + "); choose another address with --web.listen-address",
                    e);
        }
    }

    private PipelineSettings settings(VigilConfig config, String url) {
        VigilConfig.Storage storage = config.storage();
        return new PipelineSettings(
                storage.path(),
                storage.checkpointInterval(),
                storage.retention(),
                longest(config, WatchConfig::pollInterval),
                longest(config, WatchConfig::pollTimeout),
                config.parallelism(),
                clock,
                externalUrl(config.web(), url));
    }

    private AlertPipeline pipeline(VigilConfig config, RuleSet rules, String url, PipelineEdges edges)
            throws StartFailure {
        VigilConfig.Storage storage = config.storage();
        try {
            return AlertPipeline.start(settings(config, url), rules, edges);
        } catch (StorageInUseException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StartFailure("storage path " + storage.path() + " cannot be used: " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new StartFailure("the pipeline did not start: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while starting", e);
        }
    }

    private static Duration longest(VigilConfig config, Function<WatchConfig, Duration> duration) {
        return config.watches().stream().map(duration).max(Duration::compareTo).orElse(Duration.ofSeconds(1));
    }

    private static <T> T await(Future<T> future, Duration patience) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + patience.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
