package dev.vigil.monitor.metrics;

import dev.vigil.fleet.TableChange;
import dev.vigil.fleet.Tables;
import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import dev.vigil.flink.table.TableSink;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The boards, with the time it took until they knew: from the row time of an alert's update, and of the row of table
 * {@code monitor} that comes each second, to now.
 */
public final class MeteredSinks implements AlertSink, TableSink {

    /** Inside one process rows pass in milliseconds; alerts wait for the next tick of 50 ms. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(10)
    };

    private final AlertSink alerts;
    private final TableSink tables;
    private final Clock clock;
    private final Timer latency;

    /** Registers the meter and passes everything on. */
    public MeteredSinks(AlertSink alerts, TableSink tables, Clock clock, MeterRegistry registry) {
        this.alerts = alerts;
        this.tables = tables;
        this.clock = clock;
        latency = Timer.builder("vigil.pipeline.latency")
                .description("From a row's time to the board, for alerts and for the row that tells that Vigil lives.")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    @Override
    public void alert(AlertUpdate update) {
        alerts.alert(update);
        if (!update.restored()) {
            passed(Instant.ofEpochMilli(update.updatedAt()));
        }
    }

    @Override
    public void series(SeriesUpdate update) {
        alerts.series(update);
    }

    @Override
    public void change(TableChange change) {
        tables.change(change);
        if (change.table().equals(Tables.MONITOR) && comes(change.kind())) {
            passed(change.time());
        }
    }

    private static boolean comes(TableChange.Kind kind) {
        return kind == TableChange.Kind.INSERT || kind == TableChange.Kind.UPDATE_AFTER;
    }

    private void passed(Instant rowTime) {
        Duration took = Duration.between(rowTime, clock.instant());
        latency.record(took.isNegative() ? Duration.ZERO : took);
    }
}
