package dev.vigil.rules.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What may stand at one place of a YAML file. Immutable. It is one node of a JSON Schema (draft 07, which editors know best)
 * that allows what our reader allows: a number where a text is expected, and nothing where a list or mapping is.
 */
public final class Shape {

    /** As {@code Durations} reads them; the order of units is not told by the expression, only what they are. */
    private static final String DURATION =
            "^(0|[0-9]+\\.[0-9]+[wdhms]|([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$";

    /** Stands for the items of a list, where a mapping has the name of a key. */
    private static final String ITEMS = "[]";

    /** Stands for every key of a mapping whose keys are the user's own. */
    private static final String ANY_KEY = "*";

    private final Map<String, Object> json;
    private final Map<String, Shape> keys;

    private Shape(Map<String, ?> json, Map<String, Shape> keys) {
        this.json = new LinkedHashMap<>(json);
        this.keys = new LinkedHashMap<>(keys);
    }

    private static Shape of(Map<String, ?> json) {
        return new Shape(json, Map.of());
    }

    /** A text; also a number or truth value, which then is meant as it is written. */
    public static Shape text() {
        return of(Map.of("type", List.of("string", "number", "boolean")));
    }

    /** A text of a form. */
    public static Shape text(String pattern) {
        return of(ordered("type", List.of("string", "number", "boolean"), "pattern", pattern));
    }

    /** A duration as Prometheus writes it. */
    public static Shape duration() {
        return of(Map.of(
                "anyOf", List.of(ordered("type", "string", "pattern", DURATION, "minLength", 1), Map.of("const", 0))));
    }

    /** A truth value, in all the ways that YAML 1.1 writes it. */
    public static Shape flag() {
        return of(Map.of(
                "anyOf", List.of(Map.of("type", "boolean"), Map.of("enum", List.of("yes", "no", "on", "off")))));
    }

    /** A whole number within bounds. */
    public static Shape integer(int least, int most) {
        return of(ordered("type", "integer", "minimum", least, "maximum", most));
    }

    /** One of a few texts. */
    public static Shape oneOf(String... texts) {
        return of(Map.of("enum", List.of(texts)));
    }

    /** A list. */
    public static Shape list(Shape item) {
        return new Shape(ordered("type", List.of("array", "null")), Map.of(ITEMS, item));
    }

    /** A mapping whose keys are the user's own. */
    public static Shape map(Shape value) {
        return new Shape(ordered("type", List.of("object", "null")), Map.of(ANY_KEY, value));
    }

    /** One of several shapes. */
    public static Shape either(Shape... shapes) {
        List<Object> all = new ArrayList<>();
        for (Shape shape : shapes) {
            all.add(shape.json());
        }
        return of(Map.of("anyOf", all));
    }

    /** Anything at all. */
    public static Shape anything() {
        return of(Map.of());
    }

    /** A mapping of which all keys are known; {@link #key} names them. */
    public static Shape object() {
        return of(ordered("type", "object", "additionalProperties", false));
    }

    /** The same with one more key. */
    public Shape key(String name, Shape value) {
        Map<String, Shape> more = new LinkedHashMap<>(keys);
        more.put(name, value);
        return new Shape(json, more);
    }

    /** The same with keys that must be there. */
    public Shape required(String... names) {
        return with("required", List.of(names));
    }

    /** The same with what it means, for people. */
    public Shape says(String description) {
        return with("description", description);
    }

    /** The same with one more condition in the words of JSON Schema. */
    public Shape with(String keyword, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(json);
        more.put(keyword, value);
        return new Shape(more, keys);
    }

    /** The node in the words of JSON Schema. */
    public Map<String, Object> json() {
        Map<String, Object> node = new LinkedHashMap<>(json);
        Map<String, Object> properties = new LinkedHashMap<>();
        keys.forEach((name, shape) -> {
            switch (name) {
                case ITEMS -> node.put("items", shape.json());
                case ANY_KEY -> node.put("additionalProperties", shape.json());
                default -> properties.put(name, shape.json());
            }
        });
        if (!properties.isEmpty()) {
            node.put("properties", properties);
        }
        return node;
    }

    /** A whole schema. */
    public Map<String, Object> schema(String title) {
        Map<String, Object> schema = ordered("$schema", "http://json-schema.org/draft-07/schema#", "title", title);
        schema.putAll(json());
        return schema;
    }

    /**
     * Shows every mapping whose keys are all known, with its path: keys, and {@code []} for the items of a list.
     *
     * @param visitor takes the path and the names of the keys
     */
    public void objects(BiConsumer<List<String>, List<String>> visitor) {
        objects(List.of(), visitor);
    }

    private void objects(List<String> path, BiConsumer<List<String>, List<String>> visitor) {
        if (Boolean.FALSE.equals(json.get("additionalProperties"))) {
            visitor.accept(path, List.copyOf(keys.keySet()));
        }
        keys.forEach((name, shape) -> {
            List<String> deeper = new ArrayList<>(path);
            deeper.add(name);
            shape.objects(deeper, visitor);
        });
    }

    static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
