package dev.vigil.monitor.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.flink.replay.Comparison;
import dev.vigil.flink.replay.Episode;
import dev.vigil.flink.replay.Replayed;
import dev.vigil.monitor.alert.Figures;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A replay for programs. */
final class ReplayJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ReplayJson() {}

    /**
     * The whole of it.
     *
     * @param comparison with other rules; null where there is none
     */
    static String text(ReplayReport report, @Nullable Comparison comparison) {
        ObjectNode root = MAPPER.createObjectNode();
        root.set("recording", recording(report));
        root.set("speed", speed(report.replayed()));
        root.set("alerts", episodes(report.replayed().episodes()));
        root.put("alertsLeftOut", report.replayed().leftOut());
        root.set("failures", MAPPER.valueToTree(report.replayed().failures()));
        root.set("beyondLimit", MAPPER.valueToTree(report.replayed().crowded()));
        if (comparison != null) {
            root.set("comparison", comparison(comparison));
        }
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers", e);
        }
    }

    private static ObjectNode recording(ReplayReport report) {
        Replayed replayed = report.replayed();
        return MAPPER.createObjectNode()
                .put("file", report.recording().toString())
                .put("from", text(replayed.from()))
                .put("to", text(replayed.to()))
                .put("readings", replayed.readings())
                .put("runs", replayed.runs().size())
                .put("tornBytes", replayed.damage().torn())
                .put("damagedBytes", replayed.damage().damaged())
                .put("lostReadings", replayed.damage().lostReadings());
    }

    private static ObjectNode speed(Replayed replayed) {
        return MAPPER.createObjectNode()
                .put("seconds", replayed.took().toNanos() / 1e9)
                .put("readingsPerSecond", Math.round(replayed.perSecond()));
    }

    private static ObjectNode comparison(Comparison comparison) {
        ObjectNode node = MAPPER.createObjectNode().put("same", comparison.same());
        node.set("gained", episodes(comparison.gained()));
        node.set("lost", episodes(comparison.lost()));
        ArrayNode moved = node.putArray("moved");
        for (Comparison.Moved pair : comparison.moved()) {
            ObjectNode move = moved.addObject();
            move.set("before", episode(pair.before()));
            move.set("after", episode(pair.after()));
        }
        return node;
    }

    private static ArrayNode episodes(List<Episode> episodes) {
        ArrayNode list = MAPPER.createArrayNode();
        episodes.forEach(episode -> list.add(episode(episode)));
        return list;
    }

    private static ObjectNode episode(Episode episode) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("alert", episode.alert())
                .put("rule", episode.rule())
                .put("activeAt", episode.activeAt().toString())
                .put("firedAt", text(episode.firedAt()))
                .put("endedAt", text(episode.endedAt()))
                .put("value", Figures.prometheus(episode.value()));
        node.set("labels", MAPPER.valueToTree(episode.labels()));
        node.set("annotations", MAPPER.valueToTree(episode.annotations()));
        return node;
    }

    private static @Nullable String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }
}
