package dev.vigil.flink.sql;

import dev.vigil.fleet.TableSpec;
import dev.vigil.fleet.Tables;
import dev.vigil.flink.sql.RulePlan.Planned;
import dev.vigil.rules.AlertRule;
import java.util.List;
import java.util.Set;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.apache.flink.streaming.api.transformations.UnionTransformation;

/**
 * What the plans of some rules say of them together.
 *
 * @param joins whether inputs that may run apart meet in one of them
 * @param jobByJob whether what they make of one job depends on its own rows alone, so that jobs may be worked through side by
 *     side: each row of a result comes from one row of a table, alerts of two jobs are never one, and no limit counts them
 *     together
 */
public record RuleTraits(boolean joins, boolean jobByJob) {

    private static final String JOB = "job";

    static RuleTraits of(List<Planned> plans) {
        return new RuleTraits(
                plans.stream().anyMatch(plan -> plan.shape().join() || unites(plan)),
                plans.stream().allMatch(RuleTraits::isJobByJob));
    }

    /**
     * Time passes in a union when it has passed in all of its inputs, and that may be between the two halves of an update of
     * one of them. Live this is an absence of some 50 ms, which is none; where time goes in leaps, it is as long as a leap.
     */
    private static boolean unites(Planned plan) {
        return plan.nodes().stream().anyMatch(UnionTransformation.class::isInstance);
    }

    private static boolean isJobByJob(Planned plan) {
        boolean rowByRow = plan.nodes().stream().noneMatch(PartitionTransformation.class::isInstance);
        boolean limited = plan.rule() instanceof AlertRule rule && rule.limit() > 0;
        return rowByRow && !limited && (ofMonitor(plan.shape().tables()) || tellsJob(plan.shape()));
    }

    /** Its row is of no job. */
    private static boolean ofMonitor(Set<TableSpec> tables) {
        return tables.equals(Set.of(Tables.MONITOR));
    }

    private static boolean tellsJob(RuleShape shape) {
        return shape.columns().stream()
                .anyMatch(column -> column.name().equals(JOB) && column.role() == OutputColumn.Role.LABEL);
    }
}
