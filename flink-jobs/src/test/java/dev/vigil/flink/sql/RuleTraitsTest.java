package dev.vigil.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.flink.table.Schemas;
import dev.vigil.rules.Rule;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;

class RuleTraitsTest {

    private static final String NAN = "SELECT job, instance, rank, step FROM watches WHERE non_finite > 0";

    private final StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    private final RulePlanner planner = new RulePlanner(environment);
    private final Map<TableSpec, DataStream<Row>> tables = Tables.ALL.stream()
            .collect(Collectors.toMap(
                    table -> table, table -> environment.fromData(List.<Row>of(), Schemas.rowType(table))));

    private RuleTraits traits(String query) {
        Rule rule = Rules.alert("A", query);
        return RuleTraits.of(List.of((RulePlan.Planned) planner.plan(rule, tables)));
    }

    @Test
    void inputsMeetInJoinsAndUnions() {
        assertThat(traits(NAN).joins()).isFalse();
        assertThat(traits(NAN + " UNION ALL SELECT job, instance, rank, step FROM gradients WHERE bad_steps > 1")
                        .joins())
                .isTrue();
        assertThat(traits(
                                "SELECT t.job, t.instance FROM targets t JOIN jobs j ON t.job = j.job WHERE t.step < j.step_max")
                        .joins())
                .isTrue();
    }

    @Test
    void jobsAreApartWhereEachRowComesFromOne() {
        assertThat(traits(NAN).jobByJob()).isTrue();
        assertThat(traits("SELECT instance FROM watches WHERE non_finite > 0").jobByJob())
                .isFalse();
        assertThat(traits("SELECT job, COUNT(*) AS ranks FROM targets GROUP BY job")
                        .jobByJob())
                .isFalse();
    }
}
