package dev.vigil.monitor.cli;

import dev.vigil.flink.sql.RuleCheck;
import dev.vigil.flink.sql.RuleValidator;
import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.monitor.config.WatchConfig;
import dev.vigil.rules.Problem;
import dev.vigil.rules.Rule;
import dev.vigil.rules.yaml.Ignores;
import dev.vigil.rules.yaml.RuleFileLint;
import dev.vigil.rules.yaml.YamlSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is looked for in rules. */
sealed interface Thoroughness {

    /** What is wrong with a query. */
    List<Problem> query(RuleValidator validator, Rule rule);

    /** What is wrong with a file beside its rules. */
    List<Problem> file(YamlSource source);

    /** Only what keeps rules from running: for those who are about to run them. */
    record ErrorsOnly() implements Thoroughness {

        @Override
        public List<Problem> query(RuleValidator validator, Rule rule) {
            return validator.validate(rule) instanceof RuleCheck.Refused refused ? refused.problems() : List.of();
        }

        @Override
        public List<Problem> file(YamlSource source) {
            return List.of();
        }
    }

    /**
     * Also what their author will not have meant.
     *
     * @param pollInterval how often the fastest job is asked
     * @param watches names of the configured watches; empty where no configuration is known
     */
    record Lints(Duration pollInterval, Optional<Set<String>> watches) implements Thoroughness {

        /** What holds where no configuration is known: targets are asked once a second. */
        static final Lints DEFAULT = new Lints(Duration.ofSeconds(1), Optional.empty());

        /** With what a configuration says; with one that watches nothing, as without any. */
        static Lints of(VigilConfig config) {
            Set<String> names = new TreeSet<>();
            config.watches().forEach(watch -> names.addAll(watch.watch().keySet()));
            return config.watches().stream()
                    .map(WatchConfig::pollInterval)
                    .min(Duration::compareTo)
                    .map(interval -> new Lints(interval, Optional.of(names)))
                    .orElse(DEFAULT);
        }

        @Override
        public List<Problem> query(RuleValidator validator, Rule rule) {
            RuleCheck check = validator.lint(rule, watches);
            return check instanceof RuleCheck.Refused refused
                    ? refused.problems()
                    : ((RuleCheck.Valid) check).warnings();
        }

        @Override
        public List<Problem> file(YamlSource source) {
            List<Problem> found = new ArrayList<>(RuleFileLint.lint(source, pollInterval));
            found.addAll(Ignores.of(source).unknown());
            return found;
        }
    }
}
