package dev.vigil.flink.sql;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.TargetFacts;
import dev.vigil.rules.Rule;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Row;

/**
 * What rules read.
 *
 * @param tables gives a rule its tables: one stream for each, typed by the table's columns; a row's kind says what happens to
 *     it, its timestamp is the row time, the watermark follows the wall clock
 * @param withPast the same for rules that begin now while the job goes on: all rows that there are come first, as inserts
 * @param facts what is known of targets beside the tables
 */
public record RuleInputs(
        Function<Rule, Map<TableSpec, DataStream<Row>>> tables,
        Function<Rule, Map<TableSpec, DataStream<Row>>> withPast,
        DataStream<TargetFacts> facts) {

    /** The same tables for all rules. */
    public RuleInputs(
            Map<TableSpec, DataStream<Row>> tables,
            Map<TableSpec, DataStream<Row>> withPast,
            DataStream<TargetFacts> facts) {
        this(rule -> tables, rule -> withPast, facts);
    }

    /** Of a job that begins with nothing: there is no past to be told. */
    public RuleInputs(Map<TableSpec, DataStream<Row>> tables, DataStream<TargetFacts> facts) {
        this(tables, tables, facts);
    }

    /** Of a job that begins with nothing, for each rule its own. */
    public RuleInputs(Function<Rule, Map<TableSpec, DataStream<Row>>> tables, DataStream<TargetFacts> facts) {
        this(tables, tables, facts);
    }
}
