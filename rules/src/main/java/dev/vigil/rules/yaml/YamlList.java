package dev.vigil.rules.yaml;

import dev.vigil.rules.ProblemKind;
import java.util.ArrayList;
import java.util.List;

/** A list in a YAML file. */
public final class YamlList implements YamlNode {

    private final Spot spot;
    private final List<YamlNode> items;

    YamlList(Spot spot, List<YamlNode> items) {
        this.spot = spot;
        this.items = List.copyOf(items);
    }

    /** All items, of whatever kind. */
    public List<YamlNode> items() {
        return items;
    }

    /** The items that are mappings; the others become problems. */
    public List<YamlMap> maps() {
        List<YamlMap> maps = new ArrayList<>();
        for (YamlNode item : items) {
            if (item instanceof YamlMap map) {
                maps.add(map);
            } else {
                item.problem(ProblemKind.WRONG_VALUE, "expected a mapping, got " + item.kind());
            }
        }
        return maps;
    }

    /** The items that are text or numbers; the others become problems. */
    public List<YamlScalar> scalars() {
        List<YamlScalar> scalars = new ArrayList<>();
        for (YamlNode item : items) {
            if (item instanceof YamlScalar scalar && !scalar.isNull()) {
                scalars.add(scalar);
            } else {
                item.problem(ProblemKind.WRONG_VALUE, "expected text, got " + item.kind());
            }
        }
        return scalars;
    }

    @Override
    public int line() {
        return spot.line();
    }

    @Override
    public int column() {
        return spot.column();
    }

    @Override
    public String kind() {
        return "a list";
    }

    @Override
    public void problem(ProblemKind kind, String message) {
        spot.problem(kind, message);
    }
}
