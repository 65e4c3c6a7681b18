package dev.vigil.flink;

import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Keeps the alerts that a test may wait for. */
final class AlertQueue implements AlertSink {

    final BlockingQueue<AlertUpdate> alerts = new LinkedBlockingQueue<>();

    @Override
    public void alert(AlertUpdate update) {
        alerts.add(update);
    }

    @Override
    public void series(SeriesUpdate update) {
        // not looked at
    }
}
