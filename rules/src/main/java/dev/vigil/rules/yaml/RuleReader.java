package dev.vigil.rules.yaml;

import dev.vigil.rules.Problem;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.util.List;
import java.util.Optional;

/**
 * Reads rule files: groups of alerting and recording rules in Prometheus' shape.
 *
 * <p>Checks everything that can be told from the text alone, templates included; whether a query is one is the compiler's
 * business. Pure: no files are opened, nothing is kept between calls.
 */
public final class RuleReader {

    private RuleReader() {}

    /** What came of reading: rules that can be used, or what is wrong with the files. */
    public sealed interface Result {

        /** The rules, if there are any. */
        default Optional<RuleSet> rules() {
            return this instanceof Read read ? Optional.of(read.ruleSet()) : Optional.empty();
        }

        /** The mistakes; empty where there are rules. */
        default List<Problem> problems() {
            return this instanceof Refused refused ? refused.mistakes() : List.of();
        }
    }

    /**
     * All files are right.
     *
     * @param ruleSet their rules, in the order of files and lines
     */
    public record Read(RuleSet ruleSet) implements Result {}

    /**
     * At least one file is wrong, and none is taken.
     *
     * @param mistakes every one of them, in the order of files and lines
     * @param readable rules of these files that have a name and a query all the same: not to be used, but whoever tells of
     *     mistakes can look at their queries too
     */
    public record Refused(List<Problem> mistakes, List<Rule> readable) implements Result {
        /** Copies. */
        public Refused {
            mistakes = List.copyOf(mistakes);
            readable = List.copyOf(readable);
        }
    }

    /** Reads files on their own; see {@link #read(List, RuleSet)}. */
    public static Result read(List<YamlSource> sources) {
        return read(sources, new RuleSet(List.of()));
    }

    /**
     * Reads files whose rules are added to others.
     *
     * @param sources the files
     * @param others rules that are there already, such as the {@link RulePack built-in} ones: they come first, and ids and
     *     duplicates are told against them too
     */
    public static Result read(List<YamlSource> sources, RuleSet others) {
        Problems problems = new Problems();
        RuleRegister register = new RuleRegister(others);
        for (YamlSource source : sources) {
            YamlDocument.read(source, problems).ifPresent(root -> {
                root.list("groups").map(YamlList::maps).orElse(List.of()).forEach(new GroupReader(register)::read);
                if (!root.has("groups")) {
                    root.missing("groups", "");
                }
                root.finish();
            });
        }
        List<Rule> rules = register.rules();
        return problems.isEmpty()
                ? new Read(new RuleSet(rules))
                : new Refused(problems.list(), rules.subList(others.rules().size(), rules.size()));
    }
}
