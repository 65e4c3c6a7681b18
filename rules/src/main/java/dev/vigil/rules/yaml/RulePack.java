package dev.vigil.rules.yaml;

import dev.vigil.rules.Problem;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The built-in rules, from the files that travel with this module. */
public final class RulePack {

    private static final String FOLDER = "/dev/vigil/rules/pack/";

    /** The files, in the order in which their rules run; a test sees that none is missing. */
    static final List<String> FILES = List.of("numerics.yml", "progress.yml", "life.yml", "vigil.yml");

    private RulePack() {}

    /**
     * The rules but those that are switched off.
     *
     * @param disable names of rules; names that are no rule's are passed over, see {@link #names}
     */
    public static RuleSet load(Set<String> disable) {
        List<Rule> rules = all().rules().stream()
                .filter(rule -> !disable.contains(rule.name()))
                .toList();
        return new RuleSet(rules);
    }

    /** Names of all built-in rules, sorted. */
    public static Set<String> names() {
        return all().rules().stream().map(Rule::name).collect(Collectors.toCollection(TreeSet::new));
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
