package dev.vigil.monitor.cli;

import dev.vigil.monitor.config.ConfigReader;
import dev.vigil.monitor.config.Surroundings;
import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.rules.RuleSet;
import dev.vigil.rules.yaml.Problems;
import dev.vigil.rules.yaml.RulePack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads configuration and rules together, so that every problem of both is told in one go. */
final class SetupReader {

    private final ConfigReader configs;
    private final RuleFiles ruleFiles;
    private final Consumer<String> progress;
    private final Function<VigilConfig, Thoroughness> thoroughness;

    /**
     * Reads files, and looks for what keeps them from running.
     *
     * @param environment variables that a configuration may name
     * @param progress told what takes long, and what is odd but no mistake
     */
    SetupReader(Map<String, String> environment, Consumer<String> progress) {
        this(environment, progress, config -> new Thoroughness.ErrorsOnly());
    }

    /**
     * Reads files.
     *
     * @param environment variables that a configuration may name
     * @param progress told what takes long, and what is odd but no mistake
     * @param thoroughness what is looked for in rules under a configuration
     */
    SetupReader(
            Map<String, String> environment,
            Consumer<String> progress,
            Function<VigilConfig, Thoroughness> thoroughness) {
        this.thoroughness = thoroughness;
        this.progress = progress;
        configs = new ConfigReader(new Surroundings(environment, RulePack.names(), TargetSyntax::problem));
        ruleFiles = new RuleFiles(progress);
    }

    /**
     * The setup.
     *
     * @param config file of the configuration; null = defaults
     * @param rules files of rules beside those that the configuration names
     * @param override what the command line changes
     * @param problems takes every mistake; where there is an error, the setup must not be used
     */
    Setup read(@Nullable Path config, List<Path> rules, Override override, Problems problems) {
        VigilConfig file = config == null
                ? VigilConfig.defaults()
                : configs.read(config, problems).orElseGet(VigilConfig::defaults);
        VigilConfig wanted = override.apply(file, problems);
        List<String> named = rules.stream().map(Path::toString).toList();
        // Files may come into a folder later; somebody who types a pattern means files that are there.
        RuleFiles.unmatched(wanted.ruleFiles()).forEach(pattern -> progress.accept("No rule file matches " + pattern));
        RuleFiles.mustMatch(named, problems);
        List<String> files = new ArrayList<>(wanted.ruleFiles());
        files.addAll(named);
        RuleSet all = ruleFiles.read(wanted.rulePack(), files, thoroughness.apply(wanted), problems);
        return new Setup(wanted, all);
    }

    /** What a command line changes in a configuration. */
    @FunctionalInterface
    interface Override {
        /** The configuration with the changes. */
        VigilConfig apply(VigilConfig file, Problems problems);
    }
}
