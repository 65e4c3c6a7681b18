package dev.vigil.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.TableChange;
import dev.vigil.fleet.TargetKey;
import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import dev.vigil.rules.RuleSet;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertPipelineIT {

    private static final TargetKey RANK_0 = new TargetKey("job", "a:1");
    private final BlockingQueue<TableChange> changes = new LinkedBlockingQueue<>();

    @TempDir
    Path storage;

    @Test
    void resumesFromWhereItWasClosed() throws Exception {
        FakeCollectors collectors = new FakeCollectors(1_000);
        try (AlertPipeline pipeline = start(collectors)) {
            assertThat(pipeline.status().state()).isEqualTo(new PipelineStatus.Running());
            assertThat(collectors.begun.poll(30, TimeUnit.SECONDS)).isEqualTo("a:1@0");
            assertThat(changes.poll(30, TimeUnit.SECONDS)).isNotNull();
        }
        try (AlertPipeline pipeline = start(collectors)) {
            assertThat(pipeline.status().state()).isEqualTo(new PipelineStatus.Running());
            assertThat(collectors.begun.poll(30, TimeUnit.SECONDS)).isEqualTo("a:1@1000");
        }
    }

    private AlertPipeline start(FakeCollectors collectors) throws Exception {
        PipelineSettings settings = new PipelineSettings(
                storage,
                Duration.ofMillis(100),
                Duration.ofMinutes(15),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                1,
                Clock.systemUTC());
        return AlertPipeline.start(
                settings,
                new RuleSet(List.of()),
                new PipelineEdges(() -> Set.of(RANK_0), collectors, new Silent(), changes::add));
    }

    private static final class Silent implements AlertSink {
        @Override
        public void alert(AlertUpdate update) {}

        @Override
        public void series(SeriesUpdate update) {}
    }
}
