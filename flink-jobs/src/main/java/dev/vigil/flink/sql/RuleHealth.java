package dev.vigil.flink.sql;

/** Hears of rows that a rule could not digest; called on the pipeline's threads, must return at once. */
@FunctionalInterface
public interface RuleHealth {

    /**
     * A row made the rule fail and was dropped; the rule goes on with the next.
     *
     * @param rule id of the rule
     * @param reason what it threw
     */
    void rowDropped(String rule, Throwable reason);
}
