package dev.vigil.monitor.web;

import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.source.TargetSupplier;
import dev.vigil.monitor.alert.AlertBoard;
import dev.vigil.monitor.alert.FleetBoard;
import dev.vigil.monitor.alert.Pulse;
import dev.vigil.monitor.alert.RuleStatus;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.monitor.metrics.Metrics;
import dev.vigil.monitor.metrics.PollLog;
import dev.vigil.rules.RuleSet;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the server shows; all of it may be read from any thread.
 *
 * @param metrics text of {@code /metrics}
 * @param alerts alerts and recorded series
 * @param fleet latest-state tables
 * @param pulse whether the pipeline is alive
 * @param polls newest attempt to read each target
 * @param targets which targets there are now
 * @param configs how a target is asked; empty for one that discovery does not know
 * @param discoveryProblems sources of targets that cannot be read, entries that are no targets
 * @param rules rules that run now
 * @param ruleStatus how each rule is doing
 * @param lifecycle what requests may change
 * @param clock wall clock
 * @param version of this program
 */
public record View(
        Metrics metrics,
        AlertBoard alerts,
        FleetBoard fleet,
        Pulse pulse,
        PollLog polls,
        TargetSupplier targets,
        Function<TargetKey, Optional<WatchConfig>> configs,
        Supplier<List<String>> discoveryProblems,
        Supplier<RuleSet> rules,
        RuleStatus ruleStatus,
        Lifecycle lifecycle,
        Clock clock,
        String version) {

    /** Whether rules run and every target known now has been asked once. */
    public boolean isReady() {
        return pulse.isAlive() && targets.complete() && polls.covers(targets.targets());
    }
}
