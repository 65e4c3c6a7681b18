package dev.vigil.flink.sql;

import dev.vigil.flink.sql.RulePlan.Planned;
import dev.vigil.rules.Rule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.transformations.PhysicalTransformation;

/**
 * Names and uids of a rule's operators. Without uids of ours, Flink derives them from the whole job, and adding one rule would
 * lose the state of all others.
 */
final class RuleOperators {

    private RuleOperators() {}

    /** {@code rule/<id>/…}: by it a failed task tells the rule. */
    static String name(Rule rule, String part) {
        return "rule/" + rule.id() + "/" + part;
    }

    /**
     * Another query, or another Flink, may plan other operators under the same numbers: their state would not fit. With
     * this in its uids, such a rule starts without state instead.
     */
    static String version(String sql) {
        String hashed = EnvironmentInformation.getVersion() + "\n" + sql;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(hashed.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static String uid(Planned plan, String part) {
        return name(plan.rule(), plan.version() + "/" + part);
    }

    /** Names the planner's operators after their rule, with numbers that are the same for the same plan. */
    static void mark(Planned plan) {
        int number = 0;
        for (Transformation<?> node : plan.nodes()) {
            if (node instanceof PhysicalTransformation) {
                node.setUid(uid(plan, Integer.toString(number++)));
                node.setName(name(plan.rule(), PlanNodes.name(node)));
            }
        }
    }
}
