package dev.vigil.monitor.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Series of one scrape, by family. Names and labels come from configuration, rules and targets: they are made valid, and
 * of two series with the same labels the first stays, since one clash would fail the whole scrape.
 */
final class Families {

    private final Map<String, Family> gauges = new LinkedHashMap<>();
    private final Map<String, Family> counters = new LinkedHashMap<>();

    /** Adds a gauge's series unless it is there already, or a counter has that name. */
    void gauge(String name, String help, Map<String, String> labels, double value) {
        if (!counters.containsKey(name(name))) {
            add(gauges, name, help, labels, value);
        }
    }

    /**
     * Adds a counter's series unless it is there already.
     *
     * @param name without the suffix {@code _total}
     * @param value finite and not negative
     */
    void counter(String name, String help, Map<String, String> labels, double value) {
        add(counters, name, help, labels, value);
    }

    /** All of them. */
    MetricSnapshots snapshots() {
        List<MetricSnapshot> all = new ArrayList<>();
        gauges.values().forEach(family -> all.add(family.asGauge()));
        counters.values().forEach(family -> all.add(family.asCounter()));
        return new MetricSnapshots(all);
    }

    private static void add(
            Map<String, Family> families, String name, String help, Map<String, String> labels, double value) {
        String valid = name(name);
        families.computeIfAbsent(valid, key -> new Family(key, help)).points.putIfAbsent(valid(labels), value);
    }

    /** The valid name of a family: without what the format adds itself, such as {@code _total}. */
    static String name(String name) {
        return PrometheusNaming.prometheusName(PrometheusNaming.sanitizeMetricName(name));
    }

    /** Labels with valid names; an empty value means no label, as in Prometheus. */
    private static Labels valid(Map<String, String> labels) {
        TreeMap<String, String> valid = new TreeMap<>();
        new TreeMap<>(labels).forEach((name, value) -> {
            if (!name.isEmpty() && !value.isEmpty()) {
                String label = PrometheusNaming.sanitizeLabelName(name).replace('.', '_');
                valid.putIfAbsent(label, value);
            }
        });
        return Labels.of(valid.keySet().toArray(String[]::new), valid.values().toArray(String[]::new));
    }

    private static final class Family {
        private final String name;
        private final String help;
        private final Map<Labels, Double> points = new LinkedHashMap<>();

        private Family(String name, String help) {
            this.name = name;
            this.help = help;
        }

        private GaugeSnapshot asGauge() {
            List<GaugeDataPointSnapshot> data = new ArrayList<>(points.size());
            points.forEach((labels, value) -> data.add(new GaugeDataPointSnapshot(value, labels, null)));
            return new GaugeSnapshot(new MetricMetadata(name, help), data);
        }

        private CounterSnapshot asCounter() {
            List<CounterDataPointSnapshot> data = new ArrayList<>(points.size());
            points.forEach((labels, value) -> data.add(new CounterDataPointSnapshot(value, labels, null, 0L)));
            return new CounterSnapshot(new MetricMetadata(name, help), data);
        }
    }
}
