package dev.vigil.flink.source;

import dev.vigil.flink.cluster.InProcess;
import java.io.Serializable;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * The live objects that the source works with.
 *
 * @param targets discovery
 * @param collectors makes one collector for each run of a reader
 * @param clock row time; must never go back
 * @param health what table {@code monitor} tells beside the polling
 * @param tap hears what is emitted
 */
public record SourceEdges(
        InProcess<TargetSupplier> targets,
        InProcess<Supplier<Collector>> collectors,
        InProcess<Clock> clock,
        InProcess<MonitorHealth> health,
        InProcess<ReadingTap> tap)
        implements Serializable {}
