package dev.vigil.monitor.notify;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Meters of one receiver; all exist from the start, so that a rate can be taken, and go with it. */
final class Tally implements AutoCloseable {

    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();
    private final String receiver;
    private final Counter sent;
    private final Counter failed;
    private final Counter dropped;

    /** Registers the meters. */
    Tally(MeterRegistry registry, String receiver) {
        this.registry = registry;
        this.receiver = receiver;
        sent = counter("vigil.notifications.sent", "Alerts, or messages of a webhook, that a receiver accepted.");
        failed = counter("vigil.notifications.failed", "Those in attempts that a receiver did not accept.");
        dropped = counter(
                "vigil.notifications.dropped",
                "Those given up: refused alone, pushed out of a full queue, or left over at the end.");
    }

    private Counter counter(String name, String description) {
        Counter counter = Counter.builder(name)
                .description(description)
                .tag("receiver", receiver)
                .register(registry);
        meters.add(counter);
        return counter;
    }

    /** Shows how many wait. */
    void watch(Supplier<Number> waiting) {
        meters.add(Gauge.builder("vigil.notifications.waiting", waiting)
                .description("Those that wait for a receiver.")
                .tag("receiver", receiver)
                .strongReference(true)
                .register(registry));
    }

    void sent(int count) {
        sent.increment(count);
    }

    void failed(int count) {
        failed.increment(count);
    }

    void dropped(int count) {
        dropped.increment(count);
    }

    /** The receiver is told no more. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
