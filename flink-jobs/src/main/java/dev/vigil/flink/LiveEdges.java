package dev.vigil.flink;

import dev.vigil.flink.alert.AlertSink;
import dev.vigil.flink.cluster.InProcess;
import dev.vigil.flink.source.CollectorRelay;
import dev.vigil.flink.source.SourceEdges;
import dev.vigil.flink.sql.RuleHealth;
import dev.vigil.flink.table.TableSink;
import java.time.Clock;

/**
 * The handles by which a job's operators reach what lives outside; made once, used by every submission.
 *
 * @param relay the collectors behind {@code source}, which may go on from one job to the next
 */
record LiveEdges(
        SourceEdges source,
        InProcess<TableSink> tables,
        InProcess<AlertSink> alerts,
        InProcess<RuleHealth> health,
        CollectorRelay relay)
        implements AutoCloseable {

    static LiveEdges of(PipelineEdges edges, Clock clock, Vitals vitals) {
        CollectorRelay relay = new CollectorRelay(edges.collectors());
        return new LiveEdges(
                new SourceEdges(
                        InProcess.of(edges.targets()),
                        InProcess.of(relay),
                        InProcess.of(clock),
                        InProcess.of(vitals),
                        InProcess.of(edges.tap())),
                InProcess.of(edges.tables()),
                InProcess.of(new Heartbeat(vitals, edges.alerts())),
                InProcess.of(vitals),
                relay);
    }

    @Override
    public void close() {
        relay.letGo();
        source.targets().close();
        source.collectors().close();
        source.clock().close();
        source.health().close();
        source.tap().close();
        tables.close();
        alerts.close();
        health.close();
    }
}
