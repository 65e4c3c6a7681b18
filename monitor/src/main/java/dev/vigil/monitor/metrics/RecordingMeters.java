package dev.vigil.monitor.metrics;

import dev.vigil.recording.Recorder;
import dev.vigil.recording.RecorderStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToLongFunction;

/** Meters of a recording. */
public final class RecordingMeters {

    private final MeterRegistry registry;

    /** Meters in this registry. */
    public RecordingMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Registers those of a recorder, which is asked at each scrape; the registry does not keep it alive. */
    public void register(Recorder recorder) {
        counter("vigil.recording.readings", "Readings in the recording.", recorder, RecorderStatus::readings);
        counter("vigil.recording.bytes", "Bytes written to the recording.", recorder, RecorderStatus::bytes);
        counter(
                "vigil.recording.dropped",
                "Readings left out of the recording, because the disk was full or too slow.",
                recorder,
                RecorderStatus::dropped);
    }

    private void counter(String name, String description, Recorder recorder, ToLongFunction<RecorderStatus> value) {
        FunctionCounter.builder(name, recorder, asked -> value.applyAsLong(asked.status()))
                .description(description)
                .register(registry);
    }
}
