package dev.vigil.flink.table;

import dev.vigil.fleet.FleetSettings;
import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.fleet.TargetFacts;
import dev.vigil.flink.cluster.InProcess;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.types.Row;
import org.apache.flink.util.OutputTag;

/**
 * The part of a job that turns readings into tables.
 *
 * @param rows the rows of each table, with their kinds; their timestamps are the row time
 * @param withPast the same for queries that begin now: after a restart, all rows that there are come first, as inserts;
 *     empty for a job that is never restored
 * @param facts what alerts must know of targets beside the tables
 */
public record FleetTables(
        Map<TableSpec, DataStream<Row>> rows, Map<TableSpec, DataStream<Row>> withPast, DataStream<TargetFacts> facts) {

    /** Copies. */
    public FleetTables {
        rows = Map.copyOf(rows);
        withPast = Map.copyOf(withPast);
    }

    /**
     * How row time passes on a stream of readings.
     *
     * @param clock the clock that stamps the readings; must never go back
     * @param maxHold how long a target that gives no reading may hold time back after a restart
     */
    public static WatermarkStrategy<Reading> rowTime(InProcess<Clock> clock, Duration maxHold) {
        return WallClockWatermarks.strategy(clock, maxHold);
    }

    /**
     * Adds the tables to a job.
     *
     * @param readings with timestamps and watermarks as {@link #rowTime} makes them
     * @param settings of the fleets
     * @param sink sees the latest-state tables' changes
     */
    public static FleetTables of(DataStream<Reading> readings, FleetSettings settings, InProcess<TableSink> sink) {
        KeyedStream<Reading, String> byJob =
                readings.keyBy(reading -> reading.target().job(), Types.STRING);
        RowsRead all = new RowsRead(Set.copyOf(Tables.ALL), Optional.empty());
        return of(byJob, settings, sink, all, Tables.ALL);
    }

    /**
     * The same for a job at parallelism 1 that is never restored, as fast as can be: in the task that emits the readings, which
     * need not be serialised then, and without rows that nobody reads.
     *
     * @param read the rows that are read
     */
    public static FleetTables inOneTask(
            DataStream<Reading> readings, FleetSettings settings, InProcess<TableSink> sink, RowsRead read) {
        KeyedStream<Reading, String> byJob = DataStreamUtils.reinterpretAsKeyedStream(
                readings, reading -> reading.target().job(), Types.STRING);
        return of(byJob, settings, sink, read, Set.of());
    }

    private static FleetTables of(
            KeyedStream<Reading, String> readings,
            FleetSettings settings,
            InProcess<TableSink> sink,
            RowsRead read,
            Collection<TableSpec> readWithPast) {
        Map<String, OutputTag<Row>> tags = tags("table/", read.tables());
        Map<String, OutputTag<Row>> withPast = tags("with-past/", readWithPast);
        Set<String> names = read.watches().orElse(null);
        SingleOutputStreamOperator<TargetFacts> facts = readings.transform(
                        "fleet",
                        TypeInformation.of(TargetFacts.class),
                        new FleetOperator(settings, tags, withPast, names, sink))
                .uid("fleet");
        return new FleetTables(outputs(facts, tags, read.tables()), outputs(facts, withPast, readWithPast), facts);
    }

    private static Map<String, OutputTag<Row>> tags(String prefix, Collection<TableSpec> read) {
        Map<String, OutputTag<Row>> tags = new HashMap<>();
        read.forEach(table -> tags.put(table.name(), new OutputTag<>(prefix + table.name(), Schemas.rowType(table))));
        return tags;
    }

    private static Map<TableSpec, DataStream<Row>> outputs(
            SingleOutputStreamOperator<TargetFacts> fleet,
            Map<String, OutputTag<Row>> tags,
            Collection<TableSpec> read) {
        Map<TableSpec, DataStream<Row>> rows = new HashMap<>();
        read.forEach(table -> rows.put(table, fleet.getSideOutput(tags.get(table.name()))));
        return rows;
    }
}
