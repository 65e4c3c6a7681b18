package dev.vigil.monitor.cli;

import dev.vigil.flink.testing.TestTables;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Problem;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import dev.vigil.rules.testing.Named;
import dev.vigil.rules.testing.RuleTestReader;
import dev.vigil.rules.testing.TestFile;
import dev.vigil.rules.yaml.Problems;
import dev.vigil.rules.yaml.RulePack;
import dev.vigil.rules.yaml.RuleReader;
import dev.vigil.rules.yaml.YamlSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads test files and the rules that they are about. */
final class TestFiles {

    /** Names of test files within a folder. */
    private static final List<String> ENDINGS = List.of(".test.yml", ".test.yaml");

    private final RuleTestReader reader = new RuleTestReader(TestTables.shapes());
    private final Map<List<Path>, Optional<RuleSet>> ruleSets = new HashMap<>();

    /**
     * A test file with its rules. Files that name the same rules have the same set.
     *
     * @param file what is tested
     * @param rules what it is tested on; their queries are not checked
     */
    record Tested(TestFile file, RuleSet rules) {}

    /**
     * Reads files; a folder stands for the test files ({@code *.test.yml}) within it and below.
     *
     * @param problems takes every mistake; files with mistakes are left out
     */
    List<Tested> read(List<Path> files, Problems problems) {
        List<Tested> tested = new ArrayList<>();
        for (Path file : files) {
            for (Path one : within(file, problems)) {
                YamlSource.load(one, problems)
                        .flatMap(source -> read(one, source, problems))
                        .ifPresent(tested::add);
            }
        }
        return tested;
    }

    /** One file, whose text is at hand. */
    Optional<Tested> read(Path path, YamlSource source, Problems problems) {
        Optional<TestFile> file = reader.read(source, problems);
        Optional<RuleSet> rules = file.flatMap(test -> rules(path, test, problems));
        if (file.isEmpty() || rules.isEmpty()) {
            return Optional.empty();
        }
        List<Problem> unknown = RuleTestReader.unknownAlerts(file.get(), alerts(rules.get()));
        unknown.forEach(problems::add);
        return unknown.isEmpty() ? Optional.of(new Tested(file.get(), rules.get())) : Optional.empty();
    }

    private static List<String> alerts(RuleSet rules) {
        return rules.rules().stream()
                .filter(AlertRule.class::isInstance)
                .map(Rule::name)
                .distinct()
                .toList();
    }

    private Optional<RuleSet> rules(Path path, TestFile file, Problems problems) {
        List<Path> files = new ArrayList<>();
        Problems own = new Problems();
        file.ruleFiles().forEach(named -> files.addAll(ruleFiles(path, named, own)));
        own.list().forEach(problems::add);
        return own.isEmpty() ? ruleSets.computeIfAbsent(files, unused -> load(files, problems)) : Optional.empty();
    }

    private static List<Path> ruleFiles(Path path, Named named, Problems problems) {
        try {
            Path folder = path.getParent() == null ? Path.of("") : path.getParent();
            Path wanted = folder.resolve(named.text()).normalize();
            List<Path> found = RuleFiles.expand(List.of(wanted.toString()), problems).stream()
                    .filter(file -> file.equals(wanted) || !isTest(file)) // a glob means rules
                    .toList();
            if (found.isEmpty() || !Files.exists(found.get(0))) {
                problems.add(named.problem("no such file: "
                        + folder.resolve(named.text()).normalize() + " (paths are relative to the test file)"));
            }
            return found;
        } catch (InvalidPathException e) {
            problems.add(named.problem("not a path: " + e.getMessage()));
            return List.of();
        }
    }

    private static Optional<RuleSet> load(List<Path> files, Problems problems) {
        if (files.isEmpty()) {
            return Optional.of(RulePack.load(Set.of()));
        }
        List<YamlSource> sources = files.stream()
                .flatMap(file -> YamlSource.load(file, problems).stream())
                .toList();
        RuleReader.Result result = RuleReader.read(sources);
        result.problems().forEach(problems::add);
        return sources.size() == files.size() ? result.rules() : Optional.empty();
    }

    private static boolean isTest(Path file) {
        return ENDINGS.stream().anyMatch(file.toString()::endsWith);
    }

    private static List<Path> within(Path file, Problems problems) {
        if (!Files.isDirectory(file)) {
            return List.of(file);
        }
        try (Stream<Path> all = Files.walk(file, 16)) {
            List<Path> found = all.filter(TestFiles::isTest)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                problems.add(new Problem(file.toString(), 0, 0, "no test file (*.test.yml) in this folder"));
            }
            return found;
        } catch (IOException | UncheckedIOException e) {
            problems.add(new Problem(file.toString(), 0, 0, "the folder cannot be read: " + e.getMessage()));
            return List.of();
        }
    }
}
