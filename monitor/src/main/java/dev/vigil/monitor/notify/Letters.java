package dev.vigil.monitor.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is written to receivers. */
final class Letters {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Most alerts that are told one by one in the text for people. */
    private static final int LINES = 10;

    private Letters() {}

    /** Body of a {@code POST /api/v2/alerts}. */
    static Buffer alerts(List<Notice> notices) {
        ArrayNode all = NODES.arrayNode();
        notices.forEach(notice -> all.add(alert(notice, Times.text(notice.endsAt()))));
        return buffer(all);
    }

    /**
     * Alertmanager's webhook message, version 4, and a {@code text} beside it: the field that Slack, Mattermost and others
     * that take after it show.
     *
     * @param receiver name of the webhook
     * @param externalUrl where people reach this monitor
     */
    static Buffer webhook(Message message, String receiver, String externalUrl) {
        ObjectNode letter = NODES.objectNode();
        letter.put("version", "4")
                .put("groupKey", groupKey(message.group()))
                .put("truncatedAlerts", message.truncated())
                .put("status", status(!message.fires()))
                .put("receiver", receiver);
        letter.set("groupLabels", strings(message.group()));
        letter.set("commonLabels", strings(common(message.alerts(), Notice::labels)));
        letter.set("commonAnnotations", strings(common(message.alerts(), Notice::annotations)));
        letter.put("externalURL", externalUrl);
        ArrayNode alerts = letter.putArray("alerts");
        for (Notice notice : message.alerts()) {
            ObjectNode alert = alert(notice, notice.resolved() ? Times.text(notice.endsAt()) : Times.NONE);
            alert.put("status", status(notice.resolved()));
            alerts.add(alert.put("fingerprint", Fingerprint.of(notice.labels())));
        }
        letter.put("text", text(message));
        return buffer(letter);
    }

    private static ObjectNode alert(Notice notice, String endsAt) {
        ObjectNode alert = NODES.objectNode();
        alert.set("labels", strings(notice.labels()));
        alert.set("annotations", strings(notice.annotations()));
        return alert.put("startsAt", Times.text(notice.startsAt()))
                .put("endsAt", endsAt)
                .put("generatorURL", notice.generatorUrl());
    }

    private static String status(boolean resolved) {
        return resolved ? "resolved" : "firing";
    }

    /** As Alertmanager writes it: the route, here the only one, and the group. */
    private static String groupKey(Map<String, String> group) {
        return new TreeMap<>(group)
                .entrySet().stream()
                        .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                        .collect(Collectors.joining(", ", "{}:{", "}"));
    }

    private static Map<String, String> common(List<Notice> notices, Function<Notice, Map<String, String>> part) {
        Map<String, String> common = new HashMap<>(part.apply(notices.get(0)));
        notices.forEach(notice -> common.entrySet().retainAll(part.apply(notice).entrySet()));
        return common;
    }

    private static String text(Message message) {
        long firing =
                message.alerts().stream().filter(alert -> !alert.resolved()).count();
        StringBuilder text = new StringBuilder(firing > 0 ? "[FIRING:" + firing + "] " : "[RESOLVED] ");
        text.append(String.join(" ", new TreeMap<>(message.group()).values()));
        for (Notice alert : message.alerts().stream().limit(LINES).toList()) {
            String what = alert.annotations().getOrDefault("summary", Letters.where(alert));
            text.append('\n').append(alert.resolved() ? "resolved: " : "").append(what);
        }
        int more = message.alerts().size() + message.truncated() - LINES;
        return text.append(more > 0 ? "\nand " + more + " more" : "").toString();
    }

    private static String where(Notice alert) {
        return alert.labels().getOrDefault("instance", alert.name());
    }

    private static ObjectNode strings(Map<String, String> map) {
        ObjectNode node = NODES.objectNode();
        new TreeMap<>(map).forEach(node::put);
        return node;
    }

    private static Buffer buffer(JsonNode node) {
        try {
            return Buffer.buffer(JSON.writeValueAsBytes(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers", e);
        }
    }
}
