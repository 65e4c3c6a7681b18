package dev.vigil.flink.alert;

import java.time.Instant;

/** Takes what the pipeline concluded; called on the pipeline's thread, must return at once. */
public interface AlertSink {

    /** An alert changed, or its values did. */
    void alert(AlertUpdate update);

    /** A recorded series changed; a value of null means that it is gone. */
    void series(SeriesUpdate update);

    /** All alerts of up to this event time were told; comes many times a second. */
    default void alertsTold(Instant until) {
        // Most do not ask.
    }

    /** All series of up to this event time were told; comes many times a second. */
    default void seriesTold(Instant until) {
        // Most do not ask.
    }
}
