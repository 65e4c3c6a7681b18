package dev.vigil.flink.sql;

import dev.vigil.flink.alert.RuleRow;
import java.util.concurrent.atomic.LongAdder;

/** Hears how rules are doing; called on the pipeline's threads, must return at once. */
@FunctionalInterface
public interface RuleHealth {

    /**
     * A row made the rule fail and was dropped; the rule goes on with the next.
     *
     * @param rule id of the rule
     * @param reason what it threw
     */
    void rowDropped(String rule, Throwable reason);

    /**
     * A row is no alert, because the rule has as many as its limit allows. Told once for each such alert, not again while
     * it waits.
     *
     * @param rule id of the rule
     * @param limit its limit
     */
    default void crowdedOut(String rule, int limit) {}

    /**
     * Where the rows are counted that come to a rule's query; asked for once, at the start.
     *
     * @param rule id of the rule
     * @param table name of the table they are of
     */
    default LongAdder rowsRead(String rule, String table) {
        return new LongAdder();
    }

    /** The result of a rule's query changed: a row came or went. Both halves of an update are told, in any order. */
    default void resultChanged(RuleRow row) {}
}
