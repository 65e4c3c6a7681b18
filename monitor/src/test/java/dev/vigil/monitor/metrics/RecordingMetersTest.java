package dev.vigil.monitor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.Reading;
import dev.vigil.recording.Recorder;
import dev.vigil.recording.Run;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingMetersTest {

    @Test
    void countWhatIsWrittenAndWhatIsNot(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("today.vgl");
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Recorder recorder = Recorder.start(file, new Run(FleetSettings.DEFAULT, "test"), note -> {});
        long header = Files.size(file);
        new RecordingMeters(registry).register(recorder);

        recorder.record(new Reading.MonitorBeat(1, 1, 0, 0, 1), Instant.EPOCH);
        recorder.close();
        recorder.record(new Reading.MonitorBeat(1, 1, 0, 0, 2), Instant.EPOCH);

        assertThat(registry.get("vigil.recording.readings").functionCounter().count())
                .isEqualTo(1);
        assertThat(registry.get("vigil.recording.dropped").functionCounter().count())
                .isEqualTo(1);
        assertThat(registry.get("vigil.recording.bytes").functionCounter().count())
                .isEqualTo(Files.size(file) - header);
    }
}
