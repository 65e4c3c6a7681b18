package dev.vigil.flink.alert;

import dev.vigil.rules.lifecycle.AlertState;
import java.util.Map;

/**
 * All that is remembered of one alert beside its rows. State of Flink's: a public record of plain parts, so that it is
 * serialised without Kryo. Times are ms since 1970.
 *
 * @param rule id of the rule
 * @param plan which version of the rule's query its rows came from
 * @param identity labels that come from the row
 * @param rows rows counted so far, to tell the newest
 * @param told what was last said
 * @param state where in its life it is
 * @param presence what is believed of its row
 * @param heldUntil until when its last event holds it; {@link #NEW_EVENT} where that came since the last tick; 0 for a
 *     query whose rows come and go
 * @param frozenUntil until when a missing row means nothing, because the query was changed and tells its rows anew; {@link
 *     #FROM_NEXT_TICK} where that begins with the next tick, which knows the time
 * @param crowdedOut whether it could not begin because its rule's limit was reached
 * @param cameBlind whether its row came while its target could not be read, and so speaks of just that
 * @param lastTick when it was last judged; 0 = never
 */
public record AlertMemory(
        String rule,
        String plan,
        Map<String, String> identity,
        long rows,
        Told told,
        AlertState state,
        Settling presence,
        long heldUntil,
        long frozenUntil,
        boolean crowdedOut,
        boolean cameBlind,
        long lastTick) {

    /** An event came and waits for the next tick, which knows the time. */
    static final long NEW_EVENT = Long.MAX_VALUE;

    /** The query has just been changed. */
    static final long FROM_NEXT_TICK = Long.MAX_VALUE;

    /** Of an alert that was never seen. */
    static AlertMemory of(RuleRow row, String plan) {
        return new AlertMemory(
                row.rule(),
                plan,
                row.labels(),
                0,
                Told.NOTHING,
                AlertState.NONE,
                Settling.ABSENT,
                0,
                0,
                false,
                false,
                0);
    }

    /** A row came. */
    AlertMemory withRow(boolean event) {
        long held = event ? NEW_EVENT : heldUntil;
        return new AlertMemory(
                rule,
                plan,
                identity,
                rows + 1,
                told,
                state,
                presence,
                held,
                frozenUntil,
                crowdedOut,
                cameBlind,
                lastTick);
    }

    /** Its rows came from another version of the query and mean nothing any more; those of this one must come first. */
    AlertMemory replanned(String newPlan) {
        return new AlertMemory(
                rule,
                newPlan,
                identity,
                rows,
                told,
                state,
                presence,
                0,
                FROM_NEXT_TICK,
                crowdedOut,
                cameBlind,
                lastTick);
    }
}
