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
import dev.vigil.monitor.metrics.PollLog;
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
import java.util.Optional;
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
    private static final String NEVER = "0001-01-01T00:00:00Z";

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

    byte[] rules() {
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
            ObjectNode group = groups.computeIfAbsent(
                    rule.expr().file() + '\0' + rule.group(), key -> group(rule).put("lastEvaluation", evaluated));
            ArrayNode rules = (ArrayNode) group.get("rules");
            ObjectNode node = rule(rule, active.getOrDefault(rule.id(), List.of()), failures.get(rule.id()));
            node.set("vigil", RuleJson.of(rule, view.ruleStatus().report(rule.id()), failures.get(rule.id())));
            rules.add(node.put("lastEvaluation", evaluated).put("evaluationTime", 0));
        }
        ObjectNode data = NODES.objectNode();
        groups.values().forEach(data.putArray("groups")::add);
        return success(data);
    }

    byte[] targets() {
        Map<TargetKey, FleetRow> rows = new HashMap<>();
        for (FleetRow row : view.fleet().snapshot().rows(Tables.TARGETS.name())) {
            rows.put(
                    new TargetKey(
                            row.text("job").orElse(""), row.text("instance").orElse("")),
                    row);
        }
        ObjectNode data = NODES.objectNode();
        ArrayNode targets = data.putArray("activeTargets");
        view.targets().targets().stream()
                .sorted(Comparator.comparing(TargetKey::job).thenComparing(TargetKey::instance))
                .forEach(target -> targets.add(target(target, rows.get(target))));
        data.putArray("droppedTargets");
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
            if (alert.keepFiringFor() != null) {
                node.put("keepFiringFor", alert.keepFiringFor().toMillis() / 1000.0);
            }
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

    private ObjectNode target(TargetKey target, @Nullable FleetRow row) {
        Optional<PollLog.Entry> poll = view.polls().newest(target);
        Map<String, String> labels = new TreeMap<>(row == null ? Map.of() : row.labels());
        labels.put("job", target.job());
        labels.put("instance", target.instance());
        ObjectNode node = NODES.objectNode();
        node.putObject("discoveredLabels").put("__address__", target.instance());
        node.put("scrapePool", target.job());
        node.put("scrapeUrl", target.instance());
        node.put("globalUrl", target.instance());
        node.put("lastError", poll.map(entry -> entry.attempt().error()).orElse(""));
        node.put("lastScrape", poll.map(entry -> entry.at().toString()).orElse(NEVER));
        node.put(
                "lastScrapeDuration",
                poll.map(entry -> entry.attempt().seconds()).orElse(0.0));
        node.put("health", health(poll));
        if (row != null) {
            row.text("rank").ifPresent(rank -> labels.put("rank", rank));
            node.set("vigil", details(row));
        }
        node.set("labels", strings(labels));
        return node;
    }

    private static String health(Optional<PollLog.Entry> poll) {
        if (poll.isEmpty()) {
            return "unknown";
        }
        return poll.get().reachable() ? "up" : "down";
    }

    private static ObjectNode details(FleetRow row) {
        ObjectNode details = NODES.objectNode();
        for (String column : List.of("state", "phase", "waiting_on", "top_frame", "error")) {
            row.text(column).ifPresent(text -> details.put(column, text));
        }
        for (String column : List.of("step", "step_seconds", "stalled_seconds")) {
            row.number(column).ifPresent(number -> details.put(column, Figures.prometheus(number)));
        }
        return details;
    }

    private static ObjectNode strings(Map<String, String> map) {
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
