package dev.vigil.monitor.cli;

import dev.vigil.monitor.reload.Reading;
import dev.vigil.rules.yaml.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The files behind a setup, to be read once at the start and again at each reload. Any thread, one at a time. */
final class SetupFiles implements Supplier<Reading> {

    private final SetupReader reader;
    private final @Nullable Path config;
    private final List<Path> rules;
    private final SetupReader.Override override;

    /** Rule files of the last setup that could run: a broken configuration names none. */
    private volatile List<String> patterns = List.of();

    /**
     * Nothing is read yet.
     *
     * @param config file of the configuration; null = defaults
     * @param rules files of rules beside those that the configuration names
     * @param override what the command line changes
     */
    SetupFiles(SetupReader reader, @Nullable Path config, List<Path> rules, SetupReader.Override override) {
        this.reader = reader;
        this.config = config;
        this.rules = List.copyOf(rules);
        this.override = override;
    }

    @Override
    public Reading get() {
        Problems problems = new Problems();
        Setup setup = reader.read(config, rules, override, problems);
        if (!problems.isEmpty()) {
            return new Reading.Broken(problems.list());
        }
        patterns = setup.config().ruleFiles();
        return new Reading.Whole(setup.config(), setup.rules());
    }

    /** All files that are read, as far as is known now: patterns match what is there. */
    List<Path> paths() {
        List<Path> paths = new ArrayList<>(rules);
        if (config != null) {
            paths.add(config);
        }
        paths.addAll(RuleFiles.expand(patterns, new Problems()));
        return paths;
    }
}
