package dev.vigil.monitor.probing.decode;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fields of one JSON object; a wrong type is said with the field's path, too much of something is cut. */
final class JsonFields {

    private final JsonNode node;
    private final String path;

    JsonFields(JsonNode node, String path) throws MalformedDocument {
        if (!node.isObject()) {
            throw new MalformedDocument((path.isEmpty() ? "the document" : path) + " is not an object");
        }
        this.node = node;
        this.path = path;
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    String text(String name, int longest) throws MalformedDocument {
        JsonNode value = node.path(name);
        if (!value.isTextual()) {
            throw wrong(name, "a text");
        }
        return cut(value.textValue(), longest);
    }

    @Nullable
    String optionalText(String name, int longest) throws MalformedDocument {
        return has(name) ? text(name, longest) : null;
    }

    double number(String name) throws MalformedDocument {
        Double value = lossy(node.path(name));
        if (value == null) {
            throw wrong(name, "a number");
        }
        return value;
    }

    double number(String name, double otherwise) throws MalformedDocument {
        return has(name) ? number(name) : otherwise;
    }

    @Nullable
    Double optionalNumber(String name) throws MalformedDocument {
        return has(name) ? number(name) : null;
    }

    long integer(String name) throws MalformedDocument {
        JsonNode value = node.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, "an integer");
        }
        return value.longValue();
    }

    long integer(String name, long otherwise) throws MalformedDocument {
        return has(name) ? integer(name) : otherwise;
    }

    int count(String name, int otherwise) throws MalformedDocument {
        long value = integer(name, otherwise);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw wrong(name, "a count");
        }
        return (int) value;
    }

    boolean flag(String name) throws MalformedDocument {
        JsonNode value = node.path(name);
        if (has(name) && !value.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return value.booleanValue();
    }

    /** A field of any type; missing and null are the same. */
    JsonNode any(String name) {
        return node.path(name);
    }

    @Nullable
    JsonFields optionalObject(String name) throws MalformedDocument {
        return has(name) ? new JsonFields(node.get(name), inside(name)) : null;
    }

    JsonFields object(String name) throws MalformedDocument {
        return new JsonFields(node.path(name), inside(name));
    }

    /** The newest elements of an array, that is its last ones; none where it is missing. */
    List<JsonNode> last(String name, int most) throws MalformedDocument {
        List<JsonNode> all = array(name, Integer.MAX_VALUE);
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    /** The first elements of an array; none where it is missing. */
    List<JsonNode> array(String name, int most) throws MalformedDocument {
        if (!has(name)) {
            return List.of();
        }
        JsonNode value = node.get(name);
        if (!value.isArray()) {
            throw wrong(name, "a list");
        }
        List<JsonNode> elements = new ArrayList<>(Math.min(most, value.size()));
        for (int i = 0; i < value.size() && i < most; i++) {
            elements.add(value.get(i));
        }
        return elements;
    }

    /** Names of the first fields, in order. */
    List<String> names(int most) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(name -> {
            if (names.size() < most) {
                names.add(name);
            }
        });
        return names;
    }

    MalformedDocument wrong(String name, String wanted) {
        return new MalformedDocument(inside(name) + " is not " + wanted);
    }

    /** A number, or the text that stands for one that JSON cannot say; null where it is neither. */
    static @Nullable Double lossy(JsonNode value) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        return switch (value.isTextual() ? value.textValue() : "") {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    /** A text that is not longer, cut between characters. */
    static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "…";
    }

    private String inside(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
