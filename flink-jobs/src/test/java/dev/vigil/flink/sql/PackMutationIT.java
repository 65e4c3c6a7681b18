package dev.vigil.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.flink.cluster.EmbeddedCluster;
import dev.vigil.flink.testing.RuleTests;
import dev.vigil.flink.testing.Suite;
import dev.vigil.flink.testing.TestRun;
import dev.vigil.flink.testing.TestTables;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import dev.vigil.rules.testing.AlertTold;
import dev.vigil.rules.testing.Judge;
import dev.vigil.rules.testing.RuleTest;
import dev.vigil.rules.testing.RuleTestReader;
import dev.vigil.rules.testing.TestFile;
import dev.vigil.rules.yaml.Problems;
import dev.vigil.rules.yaml.RuleReader;
import dev.vigil.rules.yaml.YamlSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The test files of the built-in rules say where each threshold lies and what each guard keeps out: whichever number of a rule
 * is doubled or halved, whichever text it asks for is asked for no more, one of its file's tests fails. All mutants run beside
 * the rules of their file, in one job; each is judged as if it stood in its rule's place.
 *
 * <p>There are no exceptions. A number that can be doubled or halved without anybody noticing is no threshold, and a rule is
 * better off without it. Only {@code limit} is left out: to reach it takes a hundred rows.
 */
class PackMutationIT {

    private static final Path PACK = Path.of("..", "rules", "pack");

    /** By what each mutant was caught; nothing: it survived. */
    private static final Map<Mutation, List<String>> CAUGHT = new LinkedHashMap<>();

    private static final List<String> FAILED_UNCHANGED = new ArrayList<>();
    private static final List<AlertTold> TOLD_UNCHANGED = new ArrayList<>();

    /**
     * A test file and the mutants of its rules.
     *
     * @param rules as they are
     * @param mutations of which the planner takes the mutant
     * @param tests what the file says
     */
    private record Trial(RuleSet rules, List<Mutation> mutations, List<RuleTest> tests) {

        Suite suite() {
            List<Rule> all = new ArrayList<>(rules.rules());
            mutations.forEach(mutation -> all.add(mutation.mutant()));
            return new Suite(new RuleSet(all), tests);
        }
    }

    @BeforeAll
    static void tryAllMutants() throws Exception {
        List<Trial> trials = trials();
        List<TestRun> runs;
        try (EmbeddedCluster cluster = EmbeddedCluster.temporary()) {
            runs = RuleTests.run(trials.stream().map(Trial::suite).toList(), () -> cluster);
        }
        int next = 0;
        for (Trial trial : trials) {
            for (int i = 0; i < trial.tests().size(); i++) {
                judge(runs.get(next++), trial.mutations());
            }
        }
    }

    private static List<Trial> trials() throws IOException {
        RuleValidator validator = new RuleValidator();
        List<Trial> trials = new ArrayList<>();
        try (Stream<Path> files = Files.list(PACK.resolve("tests"))) {
            for (Path file : files.sorted().toList()) {
                RuleSet rules = rules(file);
                List<Mutation> mutations = rules.rules().stream()
                        .flatMap(rule -> Mutation.all((AlertRule) rule).stream())
                        .toList();
                mutations.forEach(mutation -> CAUGHT.put(mutation, new ArrayList<>()));
                trials.add(new Trial(
                        rules,
                        mutations.stream()
                                .filter(Predicate.not(mutation -> isRefused(mutation, validator)))
                                .toList(),
                        tests(file)));
            }
        }
        return trials;
    }

    private static RuleSet rules(Path tests) throws IOException {
        Path file = PACK.resolve(tests.getFileName().toString().replace(".test.yml", ".yml"));
        return RuleReader.read(List.of(new YamlSource(file.toString(), Files.readString(file))))
                .rules()
                .orElseThrow();
    }

    private static List<RuleTest> tests(Path file) throws IOException {
        Problems problems = new Problems();
        return new RuleTestReader(TestTables.shapes())
                .read(new YamlSource(file.toString(), Files.readString(file)), problems)
                .map(TestFile::tests)
                .orElseThrow(() -> new AssertionError(problems.list()));
    }

    /** {@code x > 1 AND x < 0.1} reads no table: nobody can overlook that. Only a changed zero makes such a thing here. */
    private static boolean isRefused(Mutation mutation, RuleValidator validator) {
        boolean refused =
                mutation.from().equals("0") && validator.validate(mutation.mutant()) instanceof RuleCheck.Refused;
        if (refused) {
            CAUGHT.get(mutation).add("the planner");
        }
        return refused;
    }

    private static void judge(TestRun run, List<Mutation> mutations) {
        Map<String, List<AlertTold>> told = run.told().stream().collect(Collectors.groupingBy(AlertTold::alert));
        Map<String, List<AlertTold>> unchanged = new HashMap<>(told);
        mutations.forEach(mutation -> unchanged.remove(mutation.mutant().name()));
        unchanged.values().forEach(TOLD_UNCHANGED::addAll);
        if (fails(run.test(), unchanged)) {
            FAILED_UNCHANGED.add(run.test().name().text());
        }
        for (Mutation mutation : mutations) {
            String name = mutation.of().name();
            Map<String, List<AlertTold>> instead = new HashMap<>(unchanged);
            instead.put(
                    name,
                    told.getOrDefault(mutation.mutant().name(), List.of()).stream()
                            .map(alert -> under(name, alert))
                            .toList());
            if (fails(run.test(), instead)) {
                CAUGHT.get(mutation).add(run.test().name().text());
            }
        }
    }

    private static boolean fails(RuleTest test, Map<String, List<AlertTold>> told) {
        return !Judge.failures(
                        test, told.values().stream().flatMap(List::stream).toList())
                .isEmpty();
    }

    private static AlertTold under(String name, AlertTold alert) {
        Map<String, String> labels = new HashMap<>(alert.labels());
        labels.put("alertname", name);
        return new AlertTold(name, alert.at(), alert.state(), labels, alert.annotations(), alert.value());
    }

    @Test
    void theRulesAsTheyArePass() {
        assertThat(FAILED_UNCHANGED).isEmpty();
    }

    @Test
    void theirTextsAreExpanded() {
        assertThat(TOLD_UNCHANGED)
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(alert.annotations())
                        .containsKeys("summary", "description")
                        .allSatisfy(
                                (name, text) -> assertThat(text).isNotEmpty().doesNotContain("<error", "{{")));
    }

    @Test
    void eachNumberIsHeldFromBothSidesAndEachGuardIsNeeded() {
        assertThat(CAUGHT).hasSizeGreaterThan(300);
        assertThat(CAUGHT.entrySet().stream()
                        .filter(entry -> entry.getValue().isEmpty())
                        .map(entry -> entry.getKey().text()))
                .as(PackMutationIT::table)
                .isEmpty();
    }

    private static String table() {
        return CAUGHT.entrySet().stream()
                .map(entry -> "%-60s  %s"
                        .formatted(
                                entry.getKey().text(),
                                entry.getValue().isEmpty() ? "SURVIVED" : String.join("; ", entry.getValue())))
                .collect(Collectors.joining("\n", "mutants, and the tests that catch them\n", "\n"));
    }
}
