package dev.vigil.flink.replay;

import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts what the lifecycle says together into episodes. The pipeline's thread writes; read once it has ended. */
final class EpisodeLog implements AlertSink {

    /** More tell nobody anything; what a rule that flaps for a day leaves behind must fit into memory. */
    static final int MOST = 100_000;

    private static final Comparator<Episode> BY_TIME = Comparator.comparing(Episode::activeAt)
            .thenComparing(Episode::alert)
            .thenComparing(episode -> episode.labels().getOrDefault("instance", ""));

    private final Timeline timeline;
    private final Map<Key, AlertUpdate> active = new LinkedHashMap<>();
    private final List<Episode> ended = new ArrayList<>();
    private long leftOut;

    private record Key(String rule, Map<String, String> labels) {}

    EpisodeLog(Timeline timeline) {
        this.timeline = timeline;
    }

    @Override
    public synchronized void alert(AlertUpdate update) {
        Key key = new Key(update.rule(), update.labels());
        if (update.state().equals("inactive")) {
            AlertUpdate told = active.remove(key);
            if (told != null) {
                end(episode(told, Optional.of(timeline.recorded(update.resolvedAt()))));
            }
            return;
        }
        AlertUpdate before = active.get(key);
        if (before == null || before.firedAt() == 0) {
            active.put(key, update);
        }
    }

    private void end(Episode episode) {
        if (ended.size() < MOST) {
            ended.add(episode);
        } else {
            leftOut++;
        }
    }

    private Episode episode(AlertUpdate told, Optional<Instant> end) {
        return new Episode(
                told.rule(),
                told.name(),
                told.labels(),
                told.annotations(),
                told.value(),
                timeline.recorded(told.activeAt()),
                told.firedAt() == 0 ? Optional.empty() : Optional.of(timeline.recorded(told.firedAt())),
                end);
    }

    @Override
    public void series(SeriesUpdate update) {
        // Recorded series are no alerts.
    }

    /** All episodes in order of time, those that have not ended included. */
    synchronized List<Episode> episodes() {
        List<Episode> all = new ArrayList<>(ended);
        active.values().forEach(update -> all.add(episode(update, Optional.empty())));
        all.sort(BY_TIME);
        return List.copyOf(all);
    }

    /** Episodes that were too many to be kept. */
    synchronized long leftOut() {
        return leftOut;
    }
}
