package dev.vigil.flink.alert;

/** Takes what the pipeline concluded; called on the pipeline's thread, must return at once. */
public interface AlertSink {

    /** An alert changed, or its values did. */
    void alert(AlertUpdate update);

    /** A recorded series changed; a value of null means that it is gone. */
    void series(SeriesUpdate update);
}
