package dev.vigil.rules.testing;

import dev.vigil.rules.Problem;
import dev.vigil.rules.yaml.Durations;
import dev.vigil.rules.yaml.Problems;
import dev.vigil.rules.yaml.YamlDocument;
import dev.vigil.rules.yaml.YamlMap;
import dev.vigil.rules.yaml.YamlNode;
import dev.vigil.rules.yaml.YamlScalar;
import dev.vigil.rules.yaml.YamlSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads test files. Checks all that can be told from the file alone; whether the alerts that it names exist, only its rules
 * can tell ({@link #unknownAlerts}).
 */
public final class RuleTestReader {

    /** A test of more virtual time than this is a slip of the finger. */
    static final Duration LONGEST = Duration.ofDays(30);

    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);

    /** Keys of promtool's test files, and what does their work here. */
    private static final Map<String, String> PROMTOOL = Map.of(
            "evaluation_interval", "rules run all the time; the spacing of values is a test's 'interval'",
            "input_series", "rows are given under 'input'",
            "alert_rule_test", "what should be so is said under 'expect'",
            "promql_expr_test", "there is no PromQL here; alerts are tested under 'expect'",
            "external_labels", "labels of a target are its row's column 'labels'");

    private final Map<String, TableShape> tables = new HashMap<>();

    /**
     * A reader of tests over these tables.
     *
     * @param tables all that rules can read
     */
    public RuleTestReader(List<TableShape> tables) {
        tables.forEach(table -> this.tables.put(table.name(), table));
    }

    /**
     * The file.
     *
     * @param source its text
     * @param problems takes every mistake
     * @return empty where there is any mistake
     */
    public Optional<TestFile> read(YamlSource source, Problems problems) {
        Problems own = new Problems();
        Optional<TestFile> file = YamlDocument.read(source, own).map(root -> new FileReader(source.file()).read(root));
        own.list().forEach(problems::add);
        return own.isEmpty() ? file : Optional.empty();
    }

    /** A mistake for each alert in a file that is none of these, with the nearest one that is. */
    public static List<Problem> unknownAlerts(TestFile file, List<String> known) {
        return file.tests().stream()
                .flatMap(RuleTest::alerts)
                .filter(alert -> !known.contains(alert.text()))
                .map(alert -> alert.problem(
                        "no rule raises an alert '" + alert.text() + "'" + Hint.nearest(alert.text(), known)))
                .distinct()
                .toList();
    }

    /** One file on its way. */
    private final class FileReader {

        private final String file;
        private final Map<String, Integer> names = new HashMap<>();

        FileReader(String file) {
            this.file = file;
        }

        TestFile read(YamlMap root) {
            promtool(root);
            List<Named> ruleFiles =
                    root.scalars("rule_files").stream().map(this::named).toList();
            List<YamlMap> maps = root.maps("tests");
            if (!root.has("tests")) {
                root.problem("'tests' is missing");
            } else if (maps.isEmpty()) {
                root.problemAt("tests", "there is no test");
            }
            List<RuleTest> tests =
                    maps.stream().flatMap(map -> test(map).stream()).toList();
            root.finish();
            return new TestFile(file, ruleFiles, tests);
        }

        private Named named(YamlScalar scalar) {
            return new Named(scalar.text(), file, scalar.line(), scalar.column());
        }

        private void promtool(YamlMap map) {
            PROMTOOL.forEach((key, instead) -> {
                if (map.has(key)) {
                    map.problemAt(key, "'" + key + "' is promtool's: " + instead);
                }
            });
        }

        private Optional<RuleTest> test(YamlMap map) {
            promtool(map);
            Optional<Named> name = name(map);
            Duration interval = map.duration("interval").orElse(DEFAULT_INTERVAL);
            if (interval.isZero()) {
                map.problemAt("interval", "'interval' is 0; it is the time between the values of a series, such as 1s");
            }
            InputReader inputs = new InputReader(tables, interval.isZero() ? DEFAULT_INTERVAL : interval);
            List<Input> input = map.maps("input").stream()
                    .flatMap(item -> inputs.read(item).stream())
                    .toList();
            ExpectationReader reader = new ExpectationReader(this::named);
            List<Expectation> expectations = map.maps("expect").stream()
                    .flatMap(item -> reader.read(item).stream())
                    .toList();
            RuleTest.Silence silence = silence(map);
            if (!map.has("expect") && !map.has("silent")) {
                map.problem("a test without 'expect' and without 'silent' shows nothing");
            }
            Duration until = until(map, input, expectations);
            map.finish();
            return name.map(given -> new RuleTest(given, until, input, expectations, silence));
        }

        private Optional<Named> name(YamlMap map) {
            Optional<YamlScalar> name = map.scalar("name");
            if (!map.has("name")) {
                map.problem("'name' is missing: a test needs one");
            }
            name.ifPresent(given -> {
                Integer first = names.putIfAbsent(given.text(), given.line());
                if (first != null) {
                    given.problem("test '" + given.text() + "' is there already, on line " + first
                            + "; give it another name");
                }
            });
            return name.map(this::named);
        }

        private RuleTest.Silence silence(YamlMap map) {
            Optional<YamlNode> node = map.get("silent");
            if (node.isPresent() && node.get() instanceof YamlScalar scalar && !scalar.isNull()) {
                if (!scalar.text().equals("others")) {
                    scalar.problem("'silent' is a list of alerts, or the word others");
                }
                return new RuleTest.Silence(List.of(), true);
            }
            return new RuleTest.Silence(
                    map.scalars("silent").stream().map(this::named).toList(), false);
        }

        private Duration until(YamlMap map, List<Input> input, List<Expectation> expectations) {
            Duration needed = Stream.concat(
                            input.stream().map(Input::end),
                            expectations.stream().map(Expectation::settled))
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
            Duration until = map.duration("until").orElse(needed);
            if (until.compareTo(LONGEST) > 0) {
                map.problemAt("until", "the test would run for " + Durations.text(until) + "; at most 30d");
            }
            List<Named> late = new ArrayList<>();
            expectations.stream()
                    .filter(expectation -> expectation.settled().compareTo(until) > 0)
                    .map(Expectation::alert)
                    .forEach(late::add);
            if (!late.isEmpty()) {
                map.problemAt(
                        "until",
                        "the test ends at " + Durations.text(until) + ", before what is expected of "
                                + late.get(0).text() + " on line " + late.get(0).line());
            }
            return until;
        }
    }
}
