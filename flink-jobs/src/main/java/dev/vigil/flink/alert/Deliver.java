package dev.vigil.flink.alert;

import dev.vigil.flink.cluster.InProcess;
import java.io.Serializable;
import java.time.Instant;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * The way out of the pipeline: hands each update to an {@link AlertSink} of this process. Updates since the last checkpoint
 * are told again after a restart; each carries the whole state of its alert or series, so that does no harm.
 *
 * @param sink takes the updates
 * @param how which of its methods takes them
 * @param until which of its methods hears that time has passed
 * @param <T> kind of update
 */
public record Deliver<T>(InProcess<AlertSink> sink, How<T> how, Until until) implements Sink<T> {

    /** Hands over one update. */
    @FunctionalInterface
    public interface How<T> extends Serializable {

        /** Must return at once. */
        void deliver(AlertSink sink, T update);
    }

    /** Tells that time has passed. */
    @FunctionalInterface
    public interface Until extends Serializable {

        /** Must return at once. */
        void told(AlertSink sink, Instant time);
    }

    /** Alerts to their sink. */
    public static Deliver<AlertUpdate> alerts(InProcess<AlertSink> sink) {
        return new Deliver<>(sink, AlertSink::alert, AlertSink::alertsTold);
    }

    /** Series to their sink. */
    public static Deliver<SeriesUpdate> series(InProcess<AlertSink> sink) {
        return new Deliver<>(sink, AlertSink::series, AlertSink::seriesTold);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        AlertSink live = sink.get();
        return new SinkWriter<>() {
            @Override
            public void write(T update, Context unused) {
                how.deliver(live, update);
            }

            @Override
            public void writeWatermark(Watermark watermark) {
                until.told(live, Instant.ofEpochMilli(watermark.getTimestamp()));
            }

            @Override
            public void flush(boolean endOfInput) {
                // Nothing is held back.
            }

            @Override
            public void close() {
                // The sink is not ours.
            }
        };
    }
}
