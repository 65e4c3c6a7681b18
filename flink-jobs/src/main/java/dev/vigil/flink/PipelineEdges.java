package dev.vigil.flink;

import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.source.Collector;
import dev.vigil.flink.source.ReadingTap;
import dev.vigil.flink.source.TargetSupplier;
import dev.vigil.flink.table.TableSink;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What the pipeline is joined to. All of it lives outside, longer than any run of the Flink job.
 *
 * @param targets discovery
 * @param collectors makes a collector for each run of the source, which closes it
 * @param alerts takes alerts and recorded series
 * @param tables sees the latest-state tables
 * @param tap hears each reading
 */
public record PipelineEdges(
        TargetSupplier targets, Supplier<Collector> collectors, AlertSink alerts, TableSink tables, ReadingTap tap) {

    /** Checks the arguments. */
    public PipelineEdges {
        Objects.requireNonNull(targets, "targets");
        Objects.requireNonNull(collectors, "collectors");
        Objects.requireNonNull(alerts, "alerts");
        Objects.requireNonNull(tables, "tables");
        Objects.requireNonNull(tap, "tap");
    }

    /** With nobody who wants to hear each reading. */
    public PipelineEdges(TargetSupplier targets, Supplier<Collector> collectors, AlertSink alerts, TableSink tables) {
        this(targets, collectors, alerts, tables, ReadingTap.NONE);
    }
}
