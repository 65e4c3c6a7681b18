package dev.vigil.monitor;

import dev.vigil.flink.AlertPipeline;
import dev.vigil.flink.PipelineSettings;
import dev.vigil.flink.PipelineStatus;
import dev.vigil.flink.PipelineStatus.RuleFailure;
import dev.vigil.flink.RuleReport;
import dev.vigil.monitor.alert.AlertBoard;
import dev.vigil.monitor.alert.FleetBoard;
import dev.vigil.monitor.alert.RuleStatus;
import dev.vigil.monitor.cli.RunningMonitor;
import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.monitor.discover.Discovery;
import dev.vigil.monitor.notify.Notifier;
import dev.vigil.monitor.reload.Outcome;
import dev.vigil.monitor.reload.Reloader;
import dev.vigil.monitor.web.View;
import dev.vigil.monitor.web.WebServer;
import dev.vigil.rules.RuleSet;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of one monitor, as far as they run: they come one by one, and go in the reverse order. */
final class Monitor implements RunningMonitor, RuleStatus {

    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

    private final LiveSetup setup;
    private final Deque<Part> parts = new ConcurrentLinkedDeque<>();
    private volatile @Nullable Reloader reloader;
    private volatile @Nullable AlertPipeline pipeline;
    private volatile @Nullable Discovery discovery;
    private volatile @Nullable Function<VigilConfig, Notifier> notifiers;
    private volatile @Nullable Notifier notifier;
    private volatile @Nullable View view;
    private volatile String url = "";

    /**
     * Nothing runs yet.
     *
     * @param settings how the pipeline runs under a configuration, and where people reach this monitor
     */
    Monitor(VigilConfig config, RuleSet rules, BiFunction<VigilConfig, String, PipelineSettings> settings) {
        setup = new LiveSetup(config, rules, wanted -> settings.apply(wanted, url()), this::tell);
    }

    /** What it runs with. */
    LiveSetup setup() {
        return setup;
    }

    /** The rules that run. */
    RuleSet rules() {
        return setup.rules();
    }

    /** Whom to ask for a reload. */
    void reloadBy(Reloader asked) {
        reloader = asked;
    }

    /** As {@link #reload}, with the outcome. */
    CompletableFuture<Outcome> reloadFor(String why) {
        return Objects.requireNonNull(reloader, "the monitor has not been started")
                .request(why);
    }

    @Override
    public void reload(String why) {
        var unused = reloadFor(why); // whoever started the monitor hears of the outcome
    }

    /**
     * Others are told of alerts.
     *
     * @param started begins to tell those whom a configuration names
     */
    void telling(VigilConfig config, Function<VigilConfig, Notifier> started) {
        notifiers = started;
        notifier = started.apply(config);
        closing(
                "notifications",
                () -> Objects.requireNonNull(notifier, "started above").close());
    }

    /** Those whom another configuration names, in place of those from before. */
    private void tell(VigilConfig other) {
        Function<VigilConfig, Notifier> starter = Objects.requireNonNull(notifiers, "before the first reload");
        Notifier old = notifier;
        if (old != null) {
            old.close();
        }
        notifier = starter.apply(other);
    }

    /** Remembers how to end a part. */
    void closing(String name, AutoCloseable part) {
        parts.push(new Part(name, part));
    }

    /** The server listens. */
    void show(View shown, WebServer server, String host) {
        view = shown;
        String name = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        url = "http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + server.port();
    }

    /** Discovery looks for targets. */
    void discovering(Discovery started) {
        discovery = started;
        setup.discovers(started);
        closing("discovery", started);
    }

    /** Sources of targets that cannot be read, entries that are no targets. */
    List<String> discoveryProblems() {
        Discovery running = discovery;
        return running == null ? List.of() : running.problems();
    }

    /** The pipeline runs. */
    void run(AlertPipeline started) {
        pipeline = started;
        setup.runs(started);
        closing("pipeline", started);
        closing("reloads", Objects.requireNonNull(reloader, "before the pipeline"));
    }

    /** When a row last passed the whole pipeline. */
    Optional<Instant> lastBeat() {
        return status().flatMap(PipelineStatus::lastBeat);
    }

    @Override
    public Map<String, RuleFailure> failures() {
        return status().map(PipelineStatus::failures).orElse(Map.of());
    }

    @Override
    public Map<String, Long> overLimit() {
        return status().map(PipelineStatus::overLimit).orElse(Map.of());
    }

    @Override
    public RuleReport report(String rule) {
        AlertPipeline running = pipeline;
        return running == null ? RuleReport.NOTHING : running.report(rule);
    }

    @Override
    public AlertBoard alerts() {
        return shown().alerts();
    }

    @Override
    public FleetBoard fleet() {
        return shown().fleet();
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public boolean isReady() {
        return shown().isReady();
    }

    @Override
    public Optional<String> failure() {
        return status().map(PipelineStatus::state)
                .filter(PipelineStatus.Failed.class::isInstance)
                .map(state -> ((PipelineStatus.Failed) state).reason());
    }

    @Override
    public void close() {
        for (Part part = parts.poll(); part != null; part = parts.poll()) {
            try {
                part.closeable().close();
            } catch (Exception e) {
                LOG.warn("Closing the {} failed", part.name(), e);
            }
        }
    }

    private Optional<PipelineStatus> status() {
        AlertPipeline running = pipeline;
        return running == null ? Optional.empty() : Optional.of(running.status());
    }

    private View shown() {
        return Objects.requireNonNull(view, "the monitor has not been started");
    }

    private record Part(String name, AutoCloseable closeable) {}
}
