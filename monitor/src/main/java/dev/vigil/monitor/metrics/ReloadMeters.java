package dev.vigil.monitor.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;

/** How the last reading of the configuration went, under the names that Prometheus gives its own. The start is the first. */
public final class ReloadMeters {

    private final InstantSource clock;
    private volatile boolean successful = true;
    private volatile Instant succeededAt;

    /** Registers the meters; the configuration has just been read. */
    public ReloadMeters(MeterRegistry registry, InstantSource clock) {
        this.clock = clock;
        succeededAt = clock.instant();
        Gauge.builder("vigil.config.last.reload.successful", this, meters -> meters.successful ? 1 : 0)
                .description("Whether the last attempt to read configuration and rules was successful.")
                .register(registry);
        Gauge.builder("vigil.config.last.reload.success.timestamp.seconds", this, ReloadMeters::seconds)
                .description("When configuration and rules were last read with success, in seconds since 1970.")
                .register(registry);
    }

    /** They were read again. */
    public void note(boolean success) {
        successful = success;
        if (success) {
            succeededAt = clock.instant();
        }
    }

    private double seconds() {
        return succeededAt.toEpochMilli() / 1000.0;
    }
}
