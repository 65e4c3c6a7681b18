package dev.vigil.monitor.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The registry of everything that {@code /metrics} shows, and its text. */
public final class Metrics implements AutoCloseable {

    /** Content type of the format that Prometheus has read since its beginnings. */
    public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /** Content type of OpenMetrics. */
    public static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusRegistry prometheus = new PrometheusRegistry();
    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /** Registers the boards, this process and its virtual machine. */
    public Metrics(BoardCollector boards, String version) {
        prometheus.register((MultiCollector) () -> boards.collect(meterNames()));
        List.of(
                        collections,
                        new ClassLoaderMetrics(),
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ProcessorMetrics(),
                        new FileDescriptorMetrics(),
                        new UptimeMetrics())
                .forEach(binder -> binder.bindTo(meters));
        Gauge.builder("vigil.build.info", () -> 1)
                .description("Always 1; the label tells the version.")
                .tag("version", version)
                .register(meters);
    }

    /** Families that Micrometer writes; a timer has one more, for its maximum. */
    private Set<String> meterNames() {
        Set<String> names = new HashSet<>();
        for (Meter meter : meters.getMeters()) {
            String name = Families.name(
                    meter.getId().getConventionName(meters.config().namingConvention()));
            names.add(name);
            names.add(name + "_max");
        }
        return names;
    }

    /** Where other meters are registered. */
    public MeterRegistry registry() {
        return meters;
    }

    /**
     * One scrape.
     *
     * @param accept the request's header: OpenMetrics 1.0.0 where it is named, else text format 0.0.4
     */
    public Scrape scrape(String accept) {
        String contentType = accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
        ByteArrayOutputStream body = new ByteArrayOutputStream(32 * 1024);
        try {
            meters.scrape(body, contentType);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return new Scrape(contentType, body.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        collections.close();
        meters.close();
    }

    /**
     * Text of one scrape.
     *
     * @param contentType what it is
     * @param body the text
     */
    public record Scrape(String contentType, String body) {}
}
