package dev.vigil.monitor.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.monitor.cli.Terminal.Style;
import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.rules.Problem;
import dev.vigil.rules.yaml.Problems;
import dev.vigil.rules.yaml.YamlDocument;
import dev.vigil.rules.yaml.YamlMap;
import dev.vigil.rules.yaml.YamlSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigil check}: every mistake in configuration, rule and test files, queries included. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Finds every mistake in configuration, rule and test files: unknown keys, wrong values, queries that"
                        + " cannot run. Starts nothing.",
        footer = {
            "",
            "Examples:",
            "  vigil check vigil.yml                    a configuration and the rule files it names",
            "  vigil check my-rules/*.yml               rule files on their own",
            "  vigil check my-rules.test.yml            tests of rules, without running them",
            "  vigil check --output json vigil.yml      for an editor or a pipeline",
            "",
            "Exit status: 0 all right, 1 mistakes were found, 2 wrong usage."
        })
final class CheckCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Configuration (vigil.yml), rule files or test files.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json; default text.")
    private OutputFormat output = OutputFormat.text;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        List<Path> rules = new ArrayList<>();
        List<String> good = new ArrayList<>();
        SetupReader reader = new SetupReader(System.getenv(), terminal::note);
        for (Path file : files) {
            Problems own = new Problems();
            Optional<YamlMap> root = YamlSource.load(file, own).flatMap(source -> YamlDocument.read(source, own));
            if (root.isPresent() && root.get().has("groups")) {
                rules.add(file);
            } else if (root.isPresent() && root.get().has("tests")) {
                new TestFiles().read(List.of(file), own);
            } else if (root.isPresent()) {
                reader.read(file, List.of(), (config, more) -> config, own);
            }
            note(file, own, problems, good);
        }
        if (!rules.isEmpty()) {
            Problems own = new Problems();
            reader.read(null, rules, (config, more) -> VigilConfig.defaults(), own);
            own.list().forEach(problems::add);
            rules.stream()
                    .map(Path::toString)
                    .filter(file -> own.list().stream()
                            .anyMatch(problem -> problem.file().equals(file)))
                    .forEach(good::remove);
        }
        print(good, problems.list());
        return problems.isEmpty() ? 0 : 1;
    }

    private static void note(Path file, Problems own, Problems problems, List<String> good) {
        own.list().forEach(problems::add);
        if (own.isEmpty()) {
            good.add(file.toString());
        }
    }

    private void print(List<String> good, List<Problem> problems) {
        if (output == OutputFormat.json) {
            terminal.result(json(good, problems));
            return;
        }
        problems.forEach(problem -> terminal.result(Printable.text(problem.toString())));
        good.forEach(file -> terminal.result(terminal.styled(Style.GOOD, Printable.text(file) + ": no mistakes")));
        if (!problems.isEmpty()) {
            terminal.note(problems.size() + (problems.size() == 1 ? " mistake" : " mistakes"));
        }
    }

    private static String json(List<String> good, List<Problem> problems) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode reply = mapper.createObjectNode();
        reply.put("ok", problems.isEmpty());
        reply.set("good", mapper.valueToTree(good));
        ArrayNode list = reply.putArray("problems");
        for (Problem problem : problems) {
            list.add(mapper.<ObjectNode>valueToTree(Map.of("file", problem.file(), "message", problem.message()))
                    .put("line", problem.line())
                    .put("column", problem.column()));
        }
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(reply);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers", e);
        }
    }
}
