package dev.vigil.monitor.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.fleet.Tables;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.PipelineStatus.RuleFailure;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.monitor.alert.Figures;
import dev.vigil.monitor.alert.FleetRow;
import dev.vigil.rules.AlertRule;
import dev.vigil.rules.Rule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus' JSON shapes of {@code /api/v1/alerts}, {@code /rules} and {@code /targets}, so that its clients and Grafana
 * can read them. What Vigil knows beyond them is in fields of its own.
 */
final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Go's zero time, as Prometheus writes what has not happened. */
    static final String NEVER = "0001-01-01T00:00:00Z";

    private final View view;

    Api(View view) {
        this.view = view;
    }

    /** {@code {"status":"error",…}}, as Prometheus writes it. */
    static byte[] error(String type, String message) {
        ObjectNode reply = NODES.objectNode();
        return bytes(reply.put("status", "error").put("errorType", type).put("error", message));
    }

    byte[] alerts() {
        ObjectNode data = NODES.objectNode();
        ArrayNode alerts = data.putArray("alerts");
        view.alerts().snapshot().active().forEach(alert -> alerts.add(alert(alert)));
        return success(data);
    }

    /** Rules by group; a group none of whose rules is wanted is left out, as in Prometheus. */
    byte[] rules(RuleFilter wanted) {
        Map<String, List<AlertUpdate>> active = new HashMap<>();
        view.alerts()
                .snapshot()
                .active()
                .forEach(alert -> active.computeIfAbsent(alert.rule(), id -> new ArrayList<>())
                        .add(alert));
        Map<String, RuleFailure> failures = view.ruleStatus().failures();
        String evaluated = evaluated();
        Map<String, ObjectNode> groups = new LinkedHashMap<>();
        for (Rule rule : view.rules().get().rules()) {
            if (!wanted.takes(rule)) {
                continue;
            }
            ObjectNode group = groups.computeIfAbsent(
                    rule.expr().file() + '\0' + rule.group(), key -> group(rule).put("lastEvaluation", evaluated));
            ArrayNode rules = (ArrayNode) group.get("rules");
            ObjectNode node = rule(rule, active.getOrDefault(rule.id(), List.of()), failures.get(rule.id()));
            if (!wanted.withAlerts()) {
                node.remove("alerts");
            }
            node.set("vigil", RuleJson.of(rule, view.ruleStatus().report(rule.id()), failures.get(rule.id())));
            rules.add(node.put("lastEvaluation", evaluated).put("evaluationTime", 0));
        }
        ObjectNode data = NODES.objectNode();
        groups.values().forEach(data.putArray("groups")::add);
        return success(data);
    }

    /**
     * Targets.
     *
     * @param pool only those of this job; empty for all
     * @param state as Prometheus' parameter: Vigil drops no target, so that {@code dropped} is an empty list
     */
    byte[] targets(String pool, String state) {
        Map<TargetKey, FleetRow> rows = new HashMap<>();
        for (FleetRow row : view.fleet().snapshot().rows(Tables.TARGETS.name())) {
            rows.put(
                    new TargetKey(
                            row.text("job").orElse(""), row.text("instance").orElse("")),
                    row);
        }
        ObjectNode data = NODES.objectNode();
        ArrayNode targets = data.putArray("activeTargets");
        if (!state.equals("dropped")) {
            view.targets().targets().stream()
                    .sorted(Comparator.comparing(TargetKey::job).thenComparing(TargetKey::instance))
                    .map(target -> TargetJson.of(
                            target,
                            rows.get(target),
                            view.polls(),
                            view.configs().apply(target)))
                    .filter(node -> pool.isEmpty()
                            || pool.equals(node.path("scrapePool").asText()))
                    .forEach(targets::add);
        }
        data.putArray("droppedTargets");
        data.putObject("droppedTargetCounts");
        return success(data);
    }

    /** Queries run all the time: when a row last passed all of them. */
    private String evaluated() {
        return view.pulse()
                .age()
                .map(age -> time(view.clock().instant().minus(age).toEpochMilli()))
                .orElse(NEVER);
    }

    private static ObjectNode alert(AlertUpdate alert) {
        ObjectNode node = NODES.objectNode();
        node.set("labels", strings(alert.labels()));
        node.set("annotations", strings(alert.annotations()));
        node.put("state", alert.state());
        node.put("activeAt", time(alert.activeAt()));
        node.put("holdSince", time(alert.holdSince()));
        if (alert.firedAt() > 0) {
            node.put("firedAt", time(alert.firedAt()));
        }
        if (alert.unknownSince() > 0) {
            node.put("unknownSince", time(alert.unknownSince()));
        }
        if (alert.keepFiringSince() > 0) {
            node.put("keepFiringSince", time(alert.keepFiringSince()));
        }
        node.put("value", Figures.prometheus(alert.value()));
        return node;
    }

    private static ObjectNode group(Rule rule) {
        ObjectNode group = NODES.objectNode();
        group.put("name", rule.group()).put("file", rule.expr().file()).put("interval", 0);
        group.put("evaluationTime", 0);
        group.putArray("rules");
        return group;
    }

    private static ObjectNode rule(Rule rule, List<AlertUpdate> active, @Nullable RuleFailure failure) {
        ObjectNode node = NODES.objectNode();
        node.put("name", rule.name()).put("query", rule.expr().sql());
        node.set("labels", strings(rule.labels()));
        node.put("health", failure == null ? "ok" : "err");
        if (failure != null) {
            node.put("lastError", failure.reason());
        }
        if (rule instanceof AlertRule alert) {
            node.put("type", "alerting").put("state", state(active));
            node.put("duration", alert.holdFor().toMillis() / 1000.0);
            node.put(
                    "keepFiringFor",
                    alert.keepFiringFor() == null ? 0 : alert.keepFiringFor().toMillis() / 1000.0);
            node.set("annotations", strings(alert.annotations()));
            ArrayNode alerts = node.putArray("alerts");
            active.forEach(update -> alerts.add(alert(update)));
        } else {
            node.put("type", "recording");
        }
        return node;
    }

    private static String state(List<AlertUpdate> active) {
        if (active.stream().anyMatch(alert -> alert.state().equals("firing"))) {
            return "firing";
        }
        return active.isEmpty() ? "inactive" : "pending";
    }

    static ObjectNode strings(Map<String, String> map) {
        ObjectNode node = NODES.objectNode();
        new TreeMap<>(map).forEach(node::put);
        return node;
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static byte[] success(ObjectNode data) {
        ObjectNode reply = NODES.objectNode().put("status", "success");
        reply.set("data", data);
        return bytes(reply);
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers", e);
        }
    }
}
