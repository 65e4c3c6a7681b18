package dev.vigil.rules.yaml;

import dev.vigil.rules.Problem;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The built-in rules, from the files that travel with this module. */
public final class RulePack {

    private static final String FOLDER = "/dev/vigil/rules/pack/";

    /** The files, in the order in which their rules run; a test sees that none is missing. */
    static final List<String> FILES =
            List.of("numerics.yml", "progress.yml", "memory.yml", "life.yml", "vigil.yml", "optional.yml");

    /** Rules of this group are true of healthy training too, at times: they run only where they are asked for. */
    private static final String OPTIONAL = "vigil-optional";

    private static final String RUNBOOKS = "runbooks.md";
    private static final Pattern CHAPTER =
            Pattern.compile("^## (\\w+)\\n(.*?)(?=^## |\\z)", Pattern.MULTILINE | Pattern.DOTALL);

    private RulePack() {}

    /** The rules that run by default, but those that are switched off. */
    public static RuleSet load(Set<String> disable) {
        return load(disable, Set.of());
    }

    /**
     * The rules that run. Names that are no rule's are passed over, see {@link #names}.
     *
     * @param disable names of rules that are switched off
     * @param enable names of {@link #isOptional optional} rules that are switched on
     */
    public static RuleSet load(Set<String> disable, Set<String> enable) {
        List<Rule> rules = all().rules().stream()
                .filter(rule -> !disable.contains(rule.name()))
                .filter(rule -> !isOptional(rule) || enable.contains(rule.name()))
                .toList();
        return new RuleSet(rules);
    }

    /** Whether a built-in rule runs only where it is asked for. */
    public static boolean isOptional(Rule rule) {
        return rule.group().equals(OPTIONAL);
    }

    /**
     * What to do when a rule fires, by the rule's name, in the order in which people read: Markdown with paragraphs that
     * begin with {@code **Means**}, {@code **Look at**} and so on.
     */
    public static Map<String, String> runbooks() {
        Map<String, String> chapters = new LinkedHashMap<>();
        CHAPTER.matcher(text(RUNBOOKS))
                .results()
                .forEach(chapter ->
                        chapters.put(chapter.group(1), chapter.group(2).strip()));
        return Collections.unmodifiableMap(chapters);
    }

    /** Names of all built-in rules, sorted. */
    public static Set<String> names() {
        return all().rules().stream().map(Rule::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether a file is one of those that the built-in rules come from. */
    public static boolean isFrom(YamlSource source) {
        return FILES.stream().anyMatch(file -> text(file).equals(source.text()));
    }

    private static RuleSet all() {
        List<YamlSource> sources = new ArrayList<>();
        for (String file : FILES) {
            sources.add(new YamlSource("pack/" + file, text(file)));
        }
        RuleReader.Result result = RuleReader.read(sources);
        return result.rules()
                .orElseThrow(() -> new IllegalStateException(result.problems().stream()
                        .map(Problem::toString)
                        .collect(Collectors.joining("\n", "broken rule pack:\n", ""))));
    }

    private static String text(String file) {
        try (InputStream in = RulePack.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException("no built-in rules " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
