package dev.vigil.flink;

import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.alert.AlertUpdate;
import dev.vigil.flink.alert.SeriesUpdate;

/** A sink for tests that look elsewhere. */
final class Silent implements AlertSink {

    @Override
    public void alert(AlertUpdate update) {
        // not looked at
    }

    @Override
    public void series(SeriesUpdate update) {
        // not looked at
    }
}
