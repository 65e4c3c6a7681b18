package dev.vigil.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import dev.vigil.rules.Expression;
import dev.vigil.rules.RecordRule;
import dev.vigil.rules.Rule;
import dev.vigil.rules.RuleSet;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule that fails where no guard can catch it: behind a shuffle, where it takes the whole job down. */
class QuarantineIT {

    private static final TargetKey A = new TargetKey("job", "a:1");
    /** Divides by zero in the aggregate's own task, as soon as there is one target. */
    private static final Rule BAD = record(
            "bad",
            "SELECT job, COUNT(*) AS value FROM targets GROUP BY job HAVING 10 / CAST(COUNT(*) - 1 AS INT) >= 0");

    private static final Rule GOOD = record("good", "SELECT uptime_seconds AS value FROM monitor");

    private final FakeCollectors collectors = new FakeCollectors(10);
    private final BlockingQueue<SeriesUpdate> series = new LinkedBlockingQueue<>();

    @TempDir
    Path storage;

    @Test
    void switchesOffTheRuleThatTakesTheJobDown() throws Exception {
        PipelineSettings settings = new PipelineSettings(
                storage,
                Duration.ofMillis(100),
                Duration.ofMinutes(15),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                1,
                Clock.systemUTC(),
                "");
        PipelineEdges edges = new PipelineEdges(() -> Set.of(A), collectors, new Series(), change -> {});

        try (AlertPipeline pipeline = AlertPipeline.start(settings, new RuleSet(List.of(BAD, GOOD)), edges)) {
            while (pipeline.status().failures().isEmpty()) {
                assertThat(series.poll(60, TimeUnit.SECONDS)).isNotNull();
            }
            series.clear();

            // The beat comes from another operator than the series do: whichever is first, both come.
            do {
                assertThat(series.poll(60, TimeUnit.SECONDS)).isNotNull();
            } while (pipeline.status().lastBeat().isEmpty());
            PipelineStatus status = pipeline.status();
            assertThat(status.state()).isEqualTo(new PipelineStatus.Running());
            assertThat(status.restarts()).isEqualTo(1);
            assertThat(status.failures()).containsOnlyKeys(BAD.id());
            assertThat(status.failures().get(BAD.id()).switchedOff()).isTrue();
            assertThat(status.failures().get(BAD.id()).reason()).containsIgnoringCase("zero");
        }
    }

    private static Rule record(String name, String sql) {
        return new RecordRule("group/" + name, "group", name, new Expression(sql, "rules.yml", 1, 1), Map.of());
    }

    private final class Series implements AlertSink {

        @Override
        public void alert(AlertUpdate update) {
            throw new IllegalStateException("there is no alert");
        }

        @Override
        public void series(SeriesUpdate update) {
            series.add(update);
        }
    }
}
