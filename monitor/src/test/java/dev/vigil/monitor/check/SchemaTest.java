package dev.vigil.monitor.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.vigil.flink.testing.TestTables;
import dev.vigil.monitor.config.ConfigReader;
import dev.vigil.monitor.config.Surroundings;
import dev.vigil.rules.Problem;
import dev.vigil.rules.testing.RuleTestReader;
import dev.vigil.rules.yaml.Problems;
import dev.vigil.rules.yaml.RuleReader;
import dev.vigil.rules.yaml.YamlSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The schemas for editors say what the readers read. {@code -Dvigil.write.docs=true} writes them instead of comparing. */
class SchemaTest {

    private static final Path ROOT = Path.of("..");
    private static final Path MALFORMED = Path.of("src", "test", "resources", "malformed");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);

    /** Keys that a reader knows and refuses with a reason of its own. */
    private static final Set<String> REFUSED = Set.of(
            "query_offset",
            "evaluation_interval",
            "input_series",
            "alert_rule_test",
            "promql_expr_test",
            "external_labels",
            "eval_time",
            "alertname",
            "exp_alerts");

    /** Near no key, so that the reader lists those that it knows. */
    private static final String NO_KEY = "zzzzzzzzzzzzzzzz";

    private static final Pattern KNOWN = Pattern.compile("unknown key '" + NO_KEY + "' \\(known: (.*)\\)");
    private static final Pattern EXAMPLE = Pattern.compile("^```yaml\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void theOneInTheDocumentationIsTheOneThatIsPrinted(SchemaKind kind) throws IOException {
        Path file = ROOT.resolve("docs/schema/" + kind + ".schema.json");
        String made = SchemaText.of(kind.schema()) + "\n";
        if (Boolean.getBoolean("vigil.write.docs")) {
            Files.writeString(file, made);
        }

        assertThat(file)
                .content()
                .as("stale: run this test with -Dvigil.write.docs=true")
                .isEqualTo(made);
    }

    @ParameterizedTest
    @EnumSource
    void isASchema(SchemaKind kind) {
        Schema metaSchema = REGISTRY.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_7.getDialectId()));

        assertThat(metaSchema.validate(SchemaText.of(kind.schema()), InputFormat.JSON))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void namesAtEachPlaceTheKeysThatTheReaderReads(SchemaKind kind) {
        kind.shape()
                .objects((path, keys) ->
                        assertThat(known(kind, path)).as("keys at %s", path).isEqualTo(new TreeSet<>(keys)));
    }

    static Stream<Path> good() throws IOException {
        List<Path> files = new ArrayList<>();
        files.addAll(files(ROOT.resolve("rules/pack")));
        files.addAll(files(ROOT.resolve("rules/src/test/resources/rules/good")));
        files.addAll(files(ROOT.resolve("rules/pack/tests")));
        files.add(Path.of("src/main/resources/dev/vigil/monitor/demo/rules.yml"));
        files.add(Path.of("src/test/resources/dev/vigil/monitor/config/full.yml"));
        return files.stream();
    }

    @ParameterizedTest
    @MethodSource("good")
    void takesWhatTheReaderTakes(Path file) throws IOException {
        String text = Files.readString(file);

        assertThat(validate(kind(text).orElseThrow(), text)).isEmpty();
    }

    static Stream<Arguments> documented() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> all = Files.list(ROOT.resolve("docs"))) {
            all.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        List<Arguments> examples = new ArrayList<>();
        for (Path page : pages) {
            EXAMPLE.matcher(Files.readString(page))
                    .results()
                    .map(match -> match.group(1))
                    .filter(text -> kind(text).isPresent())
                    .forEach(
                            text -> examples.add(Arguments.of(page.getFileName().toString(), text)));
        }
        return examples.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documented")
    void takesTheExamplesOfTheDocumentation(String page, String example) {
        assertThat(validate(kind(example).orElseThrow(), example)).isEmpty();
    }

    static List<Arguments> misshapen() throws IOException {
        List<Arguments> files = new ArrayList<>();
        for (SchemaKind kind : SchemaKind.values()) {
            files(MALFORMED.resolve(kind + "/shape")).forEach(file -> files.add(Arguments.of(kind, file)));
        }
        return files;
    }

    @ParameterizedTest
    @MethodSource("misshapen")
    void refusesMistakesOfShape(SchemaKind kind, Path file) throws IOException {
        assertThat(validate(kind, Files.readString(file))).isNotEmpty();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(".yml")).sorted().toList();
        }
    }

    private static Optional<SchemaKind> kind(String text) {
        JsonNode root = tree(text);
        List<String> top = new ArrayList<>();
        SchemaKind.config.shape().objects((path, keys) -> top.addAll(path.isEmpty() ? keys : List.of()));
        if (root.has("groups") || root.has("tests")) {
            return Optional.of(root.has("tests") ? SchemaKind.tests : SchemaKind.rules);
        }
        return top.stream().anyMatch(root::has) ? Optional.of(SchemaKind.config) : Optional.empty();
    }

    private static List<Error> validate(SchemaKind kind, String text) {
        return REGISTRY.getSchema(SchemaText.of(kind.schema()), InputFormat.JSON)
                .validate(tree(text));
    }

    /** Aliases resolved, as editors do. */
    private static JsonNode tree(String text) {
        return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(text));
    }

    /** The keys that the reader knows at a place: it lists them when it meets one that it does not know. */
    private Set<String> known(SchemaKind kind, List<String> path) {
        StringBuilder text = new StringBuilder();
        path.forEach(step -> text.append(step.equals("[]") ? "[" : "{" + step + ": "));
        text.append('{').append(NO_KEY).append(": 1}");
        for (int i = path.size() - 1; i >= 0; i--) {
            text.append(path.get(i).equals("[]") ? ']' : '}');
        }
        return problems(kind, text.toString()).stream()
                .map(problem -> KNOWN.matcher(problem.message()))
                .filter(Matcher::matches)
                .findFirst()
                .map(match -> new TreeSet<>(List.of(match.group(1).split(", ", -1))))
                .map(known -> {
                    if (kind != SchemaKind.config) { // whose external_labels are welcome
                        known.removeAll(REFUSED);
                    }
                    return known;
                })
                .orElseGet(TreeSet::new);
    }

    private List<Problem> problems(SchemaKind kind, String text) {
        if (kind == SchemaKind.tests) {
            Problems problems = new Problems();
            new RuleTestReader(TestTables.shapes()).read(new YamlSource("f.yml", text), problems);
            return problems.list();
        }
        if (kind == SchemaKind.rules) {
            return RuleReader.read(List.of(new YamlSource("f.yml", text))).problems();
        }
        Problems problems = new Problems();
        try {
            Path file = Files.writeString(folder.resolve("vigil.yml"), text);
            new ConfigReader(new Surroundings(Map.of(), Set.of(), target -> Optional.empty())).read(file, problems);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return problems.list();
    }
}
