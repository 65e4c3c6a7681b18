package dev.vigil.rules.yaml;

import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads one YAML document into located values. Only data: no tags, no types of the program, no merge keys; nesting, aliases
 * and size are bounded.
 */
public final class YamlDocument {

    /** Deeper than any file of ours, far less than what would exhaust the stack. */
    private static final int MAX_NESTING = 40;

    /** Aliases of mappings and lists; those of single values do not count. */
    private static final int MAX_ALIASES = 100;

    private YamlDocument() {}

    /**
     * The document, which must be a mapping.
     *
     * @param source the file
     * @param problems takes every mistake of the syntax
     * @return empty where there is no usable mapping, which then is a problem noted
     */
    public static Optional<YamlMap> read(YamlSource source, Problems problems) {
        try {
            Composer composer = composer(source.text());
            if (!composer.checkNode()) {
                problems.add(new Problem(source.file(), 0, 0, ProblemKind.NOT_YAML, "the file is empty"));
                return Optional.empty();
            }
            Node root = composer.getNode();
            Optional<YamlMap> map = root(root, source, problems);
            if (composer.checkNode()) {
                Node second = composer.getNode();
                problems.add(problem(source, second.getStartMark(), "a second document begins: one file holds one"));
            }
            return map;
        } catch (MarkedYAMLException e) {
            problems.add(problem(source, e.getProblemMark(), syntaxError(e)));
        } catch (ReaderException e) {
            problems.add(unprintable(source, e));
        } catch (YAMLException e) {
            problems.add(YamlLimits.exceeded(source, MAX_NESTING, MAX_ALIASES)
                    .orElseGet(
                            () -> new Problem(source.file(), 0, 0, ProblemKind.NOT_YAML, firstLine(e.getMessage()))));
        }
        return Optional.empty();
    }

    private static Composer composer(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(YamlSource.MAX_BYTES);
        options.setNestingDepthLimit(MAX_NESTING);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        // Let through here, where they only are text, to be refused by NodeReader together with all other mistakes.
        options.setTagInspector(tag -> true);
        return new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options);
    }

    private static Optional<YamlMap> root(Node root, YamlSource source, Problems problems) {
        Optional<YamlNode> read = new NodeReader(source, problems).read(root);
        if (read.isPresent() && read.get() instanceof YamlMap map) {
            return Optional.of(map);
        }
        read.ifPresent(other -> other.problem("expected a mapping, got " + other.kind()));
        return Optional.empty();
    }

    private static Problem problem(YamlSource source, @Nullable Mark mark, String message) {
        return mark == null
                ? new Problem(source.file(), 0, 0, ProblemKind.NOT_YAML, message)
                : new Problem(source.file(), mark.getLine() + 1, mark.getColumn() + 1, ProblemKind.NOT_YAML, message);
    }

    private static String syntaxError(MarkedYAMLException e) {
        String problem = firstLine(e.getProblem());
        if (problem.contains("\\t(TAB)") || problem.contains("'\t'")) {
            return "a tab cannot indent here: use spaces";
        }
        String context = firstLine(e.getContext());
        Mark begin = e.getContextMark();
        String since = begin == null ? "" : " that begins on line " + (begin.getLine() + 1);
        return "not YAML: " + (context.isEmpty() ? "" : context + since + ": ") + problem;
    }

    private static Problem unprintable(YamlSource source, ReaderException e) {
        String text = source.text();
        int index = text.offsetByCodePoints(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
        SourceLines before = new SourceLines(text.substring(0, index));
        int line = before.count() - 1;
        String character = String.format(Locale.ROOT, "U+%04X", e.getCodePoint());
        return new Problem(
                source.file(),
                line + 1,
                before.column(line, before.line(line).length()),
                ProblemKind.NOT_YAML,
                "character " + character + " is not allowed in YAML");
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
