package dev.vigil.monitor.cli;

import dev.vigil.flink.sql.RuleValidator;
import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import dev.vigil.rules.yaml.Ignores;
import dev.vigil.rules.yaml.Problems;
import dev.vigil.rules.yaml.RulePack;
import dev.vigil.rules.yaml.RuleReader;
import dev.vigil.rules.yaml.YamlSource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Reads rules from files, checks their queries, and puts the built-in ones before them. */
final class RuleFiles {

    private final Consumer<String> progress;

    /**
     * With someone to tell what takes long.
     *
     * @param progress told before the SQL planner is loaded, which takes seconds
     */
    RuleFiles(Consumer<String> progress) {
        this.progress = progress;
    }

    /** The built-in rules that a configuration wants. */
    static RuleSet builtIn(VigilConfig.RulePack pack) {
        return pack.enabled() ? RulePack.load(pack.disable(), pack.enable()) : new RuleSet(List.of());
    }

    /**
     * Built-in rules and those of files; the queries of the latter are checked (a test checks those of the former).
     *
     * @param files paths, and globs in their last part
     * @param thoroughness what is looked for
     * @param problems takes every mistake; where there is an error, the rules must not be used
     */
    RuleSet read(VigilConfig.RulePack pack, List<String> files, Thoroughness thoroughness, Problems problems) {
        RuleSet builtIn = builtIn(pack);
        List<YamlSource> sources = new ArrayList<>();
        for (Path file : expand(files, problems)) {
            YamlSource.load(file, problems).ifPresent(sources::add);
        }
        RuleReader.Result result = RuleReader.read(sources, builtIn);
        result.problems().forEach(problems::add);
        RuleSet all = result.rules().orElse(builtIn);
        // A mistake in one place must not hide those in the queries of others, or of the same rule.
        List<Rule> own = result instanceof RuleReader.Refused refused ? refused.readable() : own(all, builtIn);
        List<Problem> found = new ArrayList<>(checkQueries(own, thoroughness));
        sources.forEach(source -> found.addAll(thoroughness.file(source)));
        heeding(sources, found).forEach(problems::add);
        return all;
    }

    private static List<Rule> own(RuleSet all, RuleSet builtIn) {
        Set<Rule> known = new HashSet<>(builtIn.rules());
        return all.rules().stream().filter(rule -> !known.contains(rule)).toList();
    }

    private List<Problem> checkQueries(List<Rule> rules, Thoroughness thoroughness) {
        if (rules.isEmpty()) {
            return List.of();
        }
        progress.accept("Checking " + rules.size() + (rules.size() == 1 ? " query" : " queries"));
        RuleValidator validator = new RuleValidator();
        return rules.stream()
                .flatMap(rule -> thoroughness.query(validator, rule).stream())
                .toList();
    }

    /** Without the warnings that comments mute, and with what is wrong with those comments. */
    private static List<Problem> heeding(List<YamlSource> sources, List<Problem> found) {
        List<Problem> left = new ArrayList<>(found);
        for (YamlSource source : sources) {
            Ignores ignores = Ignores.of(source);
            left.removeIf(problem -> problem.file().equals(source.file()) && ignores.mute(problem));
        }
        return left;
    }

    /** Those of these patterns that name no file now; a plain path always names one. */
    static List<String> unmatched(List<String> files) {
        return files.stream()
                .filter(file -> {
                    Problems unreadable = new Problems();
                    return expand(List.of(file), unreadable).isEmpty() && unreadable.isEmpty();
                })
                .toList();
    }

    /** Patterns of a command line: one that matches nothing is a mistake. */
    static void mustMatch(List<String> typed, Problems problems) {
        unmatched(typed)
                .forEach(pattern -> problems.add(
                        new Problem(pattern, 0, 0, ProblemKind.UNREADABLE_FILE, "no file matches this pattern")));
    }

    /** The files that paths and globs name now. */
    static List<Path> expand(List<String> files, Problems problems) {
        List<Path> paths = new ArrayList<>();
        for (String file : files) {
            Path path = Path.of(file);
            Path last = path.getFileName();
            if (last == null || !last.toString().matches(".*[*?\\[{].*")) {
                paths.add(path);
            } else {
                paths.addAll(matching(path, last.toString(), problems));
            }
        }
        return paths.stream().distinct().toList();
    }

    private static List<Path> matching(Path path, String glob, Problems problems) {
        Path folder = path.getParent() == null ? Path.of("") : path.getParent();
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
            stream.forEach(found::add);
        } catch (IOException e) {
            problems.add(new Problem(path.toString(), 0, 0, ProblemKind.UNREADABLE_FILE, "the folder cannot be read"));
        }
        return found.stream().sorted().toList();
    }
}
