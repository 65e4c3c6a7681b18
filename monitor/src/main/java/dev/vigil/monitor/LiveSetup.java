package dev.vigil.monitor;

import dev.vigil.flink.AlertPipeline;
import dev.vigil.flink.PipelineSettings;
import dev.vigil.flink.ReloadOutcome;
import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.monitor.config.VigilConfig.Storage;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.discover.Discovery;
import dev.vigil.monitor.reload.Outcome;
import dev.vigil.monitor.reload.Reloader;
import dev.vigil.monitor.reload.Restarts;
import dev.vigil.rules.RuleChanges;
import dev.vigil.rules.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a monitor runs with now, and how it goes over to something else: rules first, as they may be refused; then the
 * targets. What only a restart can change stays as it is.
 *
 * <p>{@link #rules} may be called from any thread, {@link #apply} from one at a time.
 */
final class LiveSetup implements Reloader.Target {

    private final Function<VigilConfig, PipelineSettings> settings;
    private final Consumer<VigilConfig> receivers;
    private volatile VigilConfig config;
    private volatile RuleSet rules;
    private volatile @Nullable AlertPipeline pipeline;
    private volatile @Nullable Discovery discovery;

    /**
     * Of a monitor that is being started.
     *
     * @param settings how the pipeline runs under a configuration
     * @param receivers tells others of alerts from now on
     */
    LiveSetup(
            VigilConfig config,
            RuleSet rules,
            Function<VigilConfig, PipelineSettings> settings,
            Consumer<VigilConfig> receivers) {
        this.config = config;
        this.rules = rules;
        this.settings = settings;
        this.receivers = receivers;
    }

    /** The rules that run. */
    RuleSet rules() {
        return rules;
    }

    /** The pipeline runs. */
    void runs(AlertPipeline started) {
        pipeline = started;
    }

    /** Discovery has found its first targets. */
    void discovers(Discovery started) {
        discovery = started;
    }

    @Override
    public Outcome apply(VigilConfig wanted, RuleSet wantedRules) throws InterruptedException {
        AlertPipeline running = pipeline;
        Discovery looking = discovery;
        if (running == null || looking == null) {
            return new Outcome.Failed("Vigil is still starting; try again once /-/ready says so");
        }
        VigilConfig before = config;
        VigilConfig next = possible(wanted);
        ReloadOutcome outcome = running.reload(settings.apply(next), wantedRules);
        if (outcome instanceof ReloadOutcome.Refused refused) {
            return new Outcome.Refused(refused.problems());
        }
        if (outcome instanceof ReloadOutcome.Failed failed) {
            return new Outcome.Failed(failed.reason());
        }
        List<String> changes = new ArrayList<>();
        if (outcome instanceof ReloadOutcome.Applied applied) {
            changes.add(words(RuleChanges.between(rules, wantedRules), applied.pause()));
        }
        if (!next.watches().equals(before.watches())) {
            looking.reload(next.watches());
            changes.add("targets: " + words(before.watches(), next.watches()));
        }
        if (toldOtherwise(before, next)) {
            receivers.accept(next);
            changes.add("receivers of alerts");
        }
        config = next;
        rules = wantedRules;
        return new Outcome.Applied(changes, Restarts.needed(before, wanted));
    }

    private static boolean toldOtherwise(VigilConfig before, VigilConfig next) {
        return !next.alerting().equals(before.alerting())
                || !next.externalLabels().equals(before.externalLabels())
                || !next.web().externalUrl().equals(before.web().externalUrl());
    }

    /** What is wanted, as far as the running process can have it. */
    private VigilConfig possible(VigilConfig wanted) {
        Storage storage = wanted.storage();
        return wanted.withWeb(config.web().withExternalUrl(wanted.web().externalUrl()))
                .withParallelism(config.parallelism())
                .withStorage(new Storage(config.storage().path(), storage.checkpointInterval(), storage.retention()));
    }

    private static String words(RuleChanges changes, Duration pause) {
        List<String> words = new ArrayList<>();
        note(words, changes.added(), "new");
        note(words, changes.rewritten(), "with another query");
        note(words, changes.edited(), "changed");
        note(words, changes.deleted(), "deleted");
        words.add(changes.same() + " as before");
        return String.format(
                Locale.ROOT,
                "rules: %s (they stood still for %.1f s)",
                String.join(", ", words),
                pause.toMillis() / 1e3);
    }

    private static void note(List<String> words, List<String> rules, String what) {
        if (!rules.isEmpty()) {
            words.add(rules.size() + " " + what + " (" + String.join(", ", rules) + ")");
        }
    }

    private static String words(List<WatchConfig> before, List<WatchConfig> after) {
        List<String> names = new ArrayList<>();
        after.stream()
                .filter(watch -> !before.contains(watch))
                .map(WatchConfig::jobName)
                .forEach(names::add);
        before.stream()
                .map(WatchConfig::jobName)
                .filter(name ->
                        after.stream().noneMatch(watch -> watch.jobName().equals(name)))
                .map(name -> name + " (no more)")
                .forEach(names::add);
        return names.isEmpty() ? "in another order" : String.join(", ", names);
    }
}
