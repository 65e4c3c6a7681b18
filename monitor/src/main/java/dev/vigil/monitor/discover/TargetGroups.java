package dev.vigil.monitor.discover;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.vigil.monitor.probing.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lists of target groups as Prometheus has them: {@code [{"targets": […], "labels": {…}}]}, in JSON or YAML. Pure. */
final class TargetGroups {

    /** More targets in one list than any job has ranks. */
    private static final int MOST = 100_000;

    private static final int LONGEST_LABEL = 1000;
    /** Names a Java class and an option of the parser's where a name of the file should be. */
    private static final Pattern PARSERS_OWN_PLACE = Pattern.compile(" \\(start marker at .*", Pattern.DOTALL);

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();

    private TargetGroups() {}

    /**
     * Reads a list. A list of another shape is refused as a whole, a wrong target alone is left out.
     *
     * @param where for messages
     * @param yaml whether it may be YAML
     */
    static Look read(String where, String text, boolean yaml) {
        JsonNode list;
        try {
            list = (yaml ? YAML : JSON).readTree(text);
        } catch (JsonProcessingException malformed) {
            return new Look.Failed(where + place(malformed.getLocation()) + ": not " + (yaml ? "YAML" : "JSON") + ": "
                    + PARSERS_OWN_PLACE.matcher(malformed.getOriginalMessage()).replaceFirst(""));
        }
        if (list == null || list.isMissingNode() || list.isNull()) {
            return new Look.Found(List.of(), List.of());
        }
        if (!list.isArray()) {
            return new Look.Failed(where + ": not a list of target groups");
        }
        List<Lead> leads = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (JsonNode group : list) {
            if (!group.path("targets").isArray() || !(group.path("labels").isObject() || !group.has("labels"))) {
                return new Look.Failed(where + ": a target group is {targets: [...], labels: {...}}");
            }
            List<String> targets = new ArrayList<>();
            group.path("targets").forEach(target -> targets.add(target.asText()));
            leads.addAll(leads(where, targets, labels(group.path("labels")), problems));
        }
        return leads.size() > MOST
                ? new Look.Failed(where + ": more than " + MOST + " targets")
                : new Look.Found(leads, problems);
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : ":" + location.getLineNr() + ":" + location.getColumnNr();
    }

    /** The targets of one group; what is none becomes a problem. */
    static List<Lead> leads(String where, List<String> targets, Map<String, String> labels, List<String> problems) {
        List<Lead> leads = new ArrayList<>();
        for (String target : targets) {
            try {
                leads.add(new Lead(Endpoint.parse(target), labels));
            } catch (IllegalArgumentException wrong) {
                problems.add(where + ": " + wrong.getMessage());
            }
        }
        return leads;
    }

    /** Without the labels that begin with two underscores: those are for relabelling only. */
    private static Map<String, String> labels(JsonNode node) {
        Map<String, String> labels = new HashMap<>();
        node.properties().forEach(field -> {
            String value = field.getValue().asText();
            if (!field.getKey().startsWith("__") && value.length() <= LONGEST_LABEL) {
                labels.put(field.getKey(), value);
            }
        });
        return labels;
    }
}
