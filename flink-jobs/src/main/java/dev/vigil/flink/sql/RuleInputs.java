package dev.vigil.flink.sql;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.TargetFacts;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Row;

/**
 * What rules read.
 *
 * @param tables one stream for each table, typed by the table's columns; a row's kind says what happens to it, its
 *     timestamp is the row time, the watermark follows the wall clock
 * @param withPast the same for rules that begin now while the job goes on: all rows that there are come first, as inserts
 * @param facts what is known of targets beside the tables
 */
public record RuleInputs(
        Map<TableSpec, DataStream<Row>> tables,
        Map<TableSpec, DataStream<Row>> withPast,
        DataStream<TargetFacts> facts) {

    /** Copies. */
    public RuleInputs {
        tables = Map.copyOf(tables);
        withPast = Map.copyOf(withPast);
    }

    /** Of a job that begins with nothing: there is no past to be told. */
    public RuleInputs(Map<TableSpec, DataStream<Row>> tables, DataStream<TargetFacts> facts) {
        this(tables, tables, facts);
    }
}
