package dev.vigil.rules.yaml;

import dev.vigil.rules.ProblemKind;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Turns the parser's nodes into ours. A node that aliases share is turned once, so that a few aliases cannot multiply into
 * millions of values.
 */
final class NodeReader {

    /** What plain YAML 1.1 values resolve to; any other tag would ask for a type of the program's own. */
    private static final Set<Tag> PLAIN_TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE, Tag.MAP, Tag.SEQ);

    private final String file;
    private final SourceLines lines;
    private final Problems problems;
    private final IdentityHashMap<Node, Optional<YamlNode>> done = new IdentityHashMap<>();

    NodeReader(YamlSource source, Problems problems) {
        this.file = source.file();
        this.lines = new SourceLines(source.text());
        this.problems = problems;
    }

    /** The value; empty where it cannot be one, which is a problem noted. */
    Optional<YamlNode> read(Node node) {
        if (done.containsKey(node)) {
            Optional<YamlNode> known = done.get(node);
            if (known.isEmpty()) {
                spot(node).problem(ProblemKind.NOT_YAML, "this alias contains itself");
            }
            return known;
        }
        done.put(node, Optional.empty());
        if (!PLAIN_TAGS.contains(node.getTag())) {
            spot(node)
                    .problem(
                            ProblemKind.NOT_YAML,
                            "tags are not allowed here: " + node.getTag().getValue());
        }
        YamlNode read;
        if (node instanceof MappingNode mapping) {
            read = map(mapping);
        } else if (node instanceof SequenceNode sequence) {
            read = list(sequence);
        } else {
            read = new YamlScalar(spot(node), (ScalarNode) node, lines);
        }
        done.put(node, Optional.of(read));
        return Optional.of(read);
    }

    private YamlList list(SequenceNode node) {
        List<YamlNode> items = new ArrayList<>();
        node.getValue().forEach(item -> read(item).ifPresent(items::add));
        return new YamlList(spot(node), items);
    }

    private YamlMap map(MappingNode node) {
        Map<String, YamlMap.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Spot at = spot(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                at.problem(ProblemKind.NOT_YAML, "a key must be text");
            } else if (key.getTag().equals(Tag.MERGE)) {
                at.problem(ProblemKind.NOT_YAML, "merge keys (<<) are not supported: write the entries out");
            } else {
                enter(entries, key.getValue(), at, tuple.getValueNode());
            }
        }
        return new YamlMap(spot(node), entries);
    }

    private void enter(Map<String, YamlMap.Entry> entries, String key, Spot at, Node value) {
        YamlMap.Entry first = entries.get(key);
        if (first != null) {
            at.problem(
                    ProblemKind.DUPLICATE_KEY,
                    "key '" + key + "' is given twice, first on line "
                            + first.key().line());
        }
        Optional<YamlNode> read = read(value);
        if (first == null && read.isPresent()) {
            entries.put(key, new YamlMap.Entry(at, read.get()));
        }
    }

    private Spot spot(Node node) {
        Mark mark = node.getStartMark();
        return new Spot(file, mark.getLine() + 1, mark.getColumn() + 1, problems);
    }
}
