package dev.vigil.rules.yaml;

import dev.vigil.rules.Problem;
import dev.vigil.rules.ProblemKind;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** Finds where a document goes beyond what is read of one: the parser's own error names no place. */
final class YamlLimits {

    private final int maxNesting;
    private final int maxAliases;
    private final Set<String> collections = new HashSet<>();
    private int depth;
    private int aliases;

    private YamlLimits(int maxNesting, int maxAliases) {
        this.maxNesting = maxNesting;
        this.maxAliases = maxAliases;
    }

    /** The place where a limit is first exceeded; empty where none is, or the text ends in an error before. */
    static Optional<Problem> exceeded(YamlSource source, int maxNesting, int maxAliases) {
        YamlLimits limits = new YamlLimits(maxNesting, maxAliases);
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(YamlSource.MAX_BYTES);
        ParserImpl parser = new ParserImpl(new StreamReader(source.text()), options);
        try {
            while (parser.peekEvent() != null) {
                Event event = parser.getEvent();
                String message = limits.see(event);
                if (message != null) {
                    Mark mark = event.getStartMark();
                    return Optional.of(new Problem(
                            source.file(), mark.getLine() + 1, mark.getColumn() + 1, ProblemKind.NOT_YAML, message));
                }
            }
        } catch (YAMLException e) {
            return Optional.empty(); // it is told already that the text is no YAML
        }
        return Optional.empty();
    }

    private @Nullable String see(Event event) {
        if (event instanceof CollectionStartEvent start) {
            depth++;
            if (start.getAnchor() != null) {
                collections.add(start.getAnchor());
            }
        } else if (event instanceof CollectionEndEvent) {
            depth--;
        } else if (event instanceof AliasEvent alias && collections.contains(alias.getAnchor())) {
            aliases++;
        }
        if (depth > maxNesting) {
            return "nested deeper than " + maxNesting + " levels";
        }
        return aliases > maxAliases ? "more than " + maxAliases + " aliases of mappings and lists" : null;
    }
}
