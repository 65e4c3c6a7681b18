package dev.vigil.monitor.probing.decode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.fleet.Beat;
import dev.vigil.fleet.WatchReading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part {@code values} of the sampler's document: looks at watches and gradients. */
final class SampleDecoder {

    /** The sampler keeps the newest 16 looks. */
    private static final int MOST_SAMPLES = 16;

    private static final int MOST_WATCHES = 200;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_TEXT = 500;

    private SampleDecoder() {}

    static List<Beat.Sample> samples(JsonFields values) throws MalformedDocument {
        List<Beat.Sample> samples = new ArrayList<>();
        for (JsonNode entry : values.last("samples", MOST_SAMPLES)) {
            JsonFields sample = new JsonFields(entry, "values.samples");
            samples.add(new Beat.Sample(
                    sample.number("time"),
                    sample.integer("steps"),
                    watches(sample.optionalObject("watch")),
                    watches(sample.optionalObject("auto"))));
        }
        return samples;
    }

    private static Map<String, WatchReading> watches(@Nullable JsonFields watches) throws MalformedDocument {
        Map<String, WatchReading> readings = new LinkedHashMap<>();
        if (watches != null) {
            for (String name : watches.names(MOST_WATCHES)) {
                readings.put(JsonFields.cut(name, LONGEST_NAME), reading(watches.object(name)));
            }
        }
        return readings;
    }

    private static WatchReading reading(JsonFields watch) throws MalformedDocument {
        String error = watch.optionalText("error", LONGEST_TEXT);
        if (error != null) {
            return WatchReading.failed(error);
        }
        String from = watch.optionalText("from", LONGEST_NAME);
        String in = watch.optionalText("in", LONGEST_NAME);
        String where = from != null ? from : in != null ? in : "";
        boolean local = watch.flag("local");
        String type = watch.text("t", LONGEST_NAME);
        Double number = number(watch, type);
        return number != null
                ? new WatchReading(number, null, null, local, where)
                : new WatchReading(null, words(watch), null, local, where);
    }

    private static @Nullable Double number(JsonFields watch, String type) throws MalformedDocument {
        JsonNode value = watch.any("v");
        return switch (type) {
            case "float" -> watch.number("v");
            // An integer beyond 64 bits is told in words.
            case "int" -> value.isTextual() ? null : (Double) watch.number("v");
            case "bool" -> watch.flag("v") ? 1.0 : 0.0;
            default -> null;
        };
    }

    private static String words(JsonFields watch) throws MalformedDocument {
        return watch.has("v") ? watch.text("v", LONGEST_TEXT) : "None";
    }

    static Beat.Gradients gradients(JsonFields gradients) throws MalformedDocument {
        List<JsonNode> bad = gradients.array("bad", Integer.MAX_VALUE);
        String smallest = name(gradients.any("smallest_name"));
        return new Beat.Gradients(
                gradients.integer("step"),
                gradients.number("norm"),
                bad.size(),
                firstBad(gradients, bad),
                gradients.count("bad_steps", bad.isEmpty() ? 0 : 1),
                gradients.optionalNumber("smallest"),
                smallest == null ? name(gradients.any("smallest_index")) : smallest);
    }

    /** NaN spreads: of those that are bad, which was so first, by name where the sampler found it. */
    private static @Nullable String firstBad(JsonFields gradients, List<JsonNode> bad) throws MalformedDocument {
        String told = name(gradients.any("first_name"));
        if (told != null || bad.isEmpty()) {
            return told;
        }
        JsonFields first = gradients.optionalObject("first");
        JsonNode index = first == null || first.array("bad", 1).isEmpty()
                ? bad.get(0)
                : first.array("bad", 1).get(0);
        int position = bad.indexOf(index);
        List<JsonNode> names = gradients.array("names", Integer.MAX_VALUE);
        String found = position >= 0 && position < names.size() ? name(names.get(position)) : null;
        return found != null ? found : JsonFields.cut(index.asText(), LONGEST_NAME);
    }

    private static @Nullable String name(JsonNode node) {
        if (node.isTextual() || node.isIntegralNumber()) {
            return JsonFields.cut(node.asText(), LONGEST_NAME);
        }
        return null;
    }
}
