package dev.vigil.monitor.cli;

import dev.vigil.monitor.check.CheckReport;
import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.rules.Problem;
import dev.vigil.rules.yaml.Problems;
import dev.vigil.rules.yaml.RulePack;
import dev.vigil.rules.yaml.YamlDocument;
import dev.vigil.rules.yaml.YamlMap;
import dev.vigil.rules.yaml.YamlSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Looks through files of all kinds; which one a file is shows in its keys. */
final class FileChecker {

    private final Map<String, String> environment;
    private final Consumer<String> progress;

    /**
     * Looks through files.
     *
     * @param environment variables that a configuration may name
     * @param progress told what takes long
     */
    FileChecker(Map<String, String> environment, Consumer<String> progress) {
        this.environment = environment;
        this.progress = progress;
    }

    /** Everything that is wrong with these files; rule files are looked at as belonging together. */
    CheckReport check(List<Path> files) {
        Problems problems = new Problems();
        List<Path> rules = new ArrayList<>();
        List<VigilConfig> configs = new ArrayList<>();
        TestFiles tests = new TestFiles();
        boolean builtIn = false;
        for (Path file : new LinkedHashSet<>(files)) {
            Optional<YamlSource> source = YamlSource.load(file, problems);
            Optional<YamlMap> root = source.flatMap(text -> YamlDocument.read(text, problems));
            builtIn |= source.filter(RulePack::isFrom).isPresent();
            if (root.isPresent() && root.get().has("groups")) {
                rules.add(file);
            } else if (root.isPresent() && root.get().has("tests")) {
                source.ifPresent(text -> tests.read(file, text, problems));
            } else if (root.isPresent()) {
                configs.add(configuration(file, problems));
            }
        }
        if (!rules.isEmpty()) {
            Thoroughness thoroughness =
                    configs.size() == 1 ? Thoroughness.Lints.of(configs.get(0)) : Thoroughness.Lints.DEFAULT;
            // The built-in rules are there already, unless their own files are what is looked at.
            VigilConfig.RulePack pack = new VigilConfig.RulePack(!builtIn, Set.of());
            reader(thoroughness).read(null, rules, (config, more) -> config.withRulePack(pack), problems);
        }
        return report(files, problems.list());
    }

    private VigilConfig configuration(Path file, Problems problems) {
        SetupReader reader = new SetupReader(environment, progress, Thoroughness.Lints::of);
        return reader.read(file, List.of(), (config, more) -> config, problems).config();
    }

    private SetupReader reader(Thoroughness thoroughness) {
        return new SetupReader(environment, progress, config -> thoroughness);
    }

    private static CheckReport report(List<Path> files, List<Problem> problems) {
        Set<String> bad = problems.stream().map(Problem::file).collect(Collectors.toSet());
        List<String> good = files.stream()
                .map(Path::toString)
                .distinct()
                .filter(file -> !bad.contains(file))
                .toList();
        return new CheckReport(good, problems, Version.text());
    }
}
