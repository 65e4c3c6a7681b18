package dev.vigil.flink.alert;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one recorded series beside its rows. State of Flink's.
 *
 * @param rule id of the rule
 * @param plan which version of the rule's query its rows came from
 * @param name metric name, as last told
 * @param identity labels that come from the row
 * @param labels final labels, as last told
 * @param rows rows counted so far, to tell the newest
 * @param told value as last told; null before, and where it is gone
 * @param presence what is believed of its row
 * @param frozenUntil until when nothing is decided: the query was changed and tells its rows anew; ms since 1970
 * @param lastTick when it was last looked at, ms since 1970; 0 = never
 */
public record SeriesMemory(
        String rule,
        String plan,
        String name,
        Map<String, String> identity,
        Map<String, String> labels,
        long rows,
        @Nullable Double told,
        Settling presence,
        long frozenUntil,
        long lastTick) {

    static SeriesMemory of(RuleRow row, String plan) {
        return new SeriesMemory(row.rule(), plan, "", row.labels(), Map.of(), 0, null, Settling.ABSENT, 0, 0);
    }

    SeriesMemory withRow() {
        return new SeriesMemory(rule, plan, name, identity, labels, rows + 1, told, presence, frozenUntil, lastTick);
    }

    SeriesMemory replanned(String newPlan) {
        return new SeriesMemory(
                rule, newPlan, name, identity, labels, rows, told, presence, AlertMemory.FROM_NEXT_TICK, lastTick);
    }

    SeriesMemory frozen(long until) {
        return new SeriesMemory(rule, plan, name, identity, labels, rows, told, presence, until, lastTick);
    }

    SeriesMemory looked(Settling now, long tick) {
        return new SeriesMemory(rule, plan, name, identity, labels, rows, told, now, frozenUntil, tick);
    }

    SeriesMemory told(SeriesUpdate update) {
        return new SeriesMemory(
                rule,
                plan,
                update.name(),
                identity,
                update.labels(),
                rows,
                update.value(),
                presence,
                frozenUntil,
                lastTick);
    }

    /** What must be said where the series that was told is no more. */
    SeriesUpdate gone() {
        return new SeriesUpdate(rule, name, labels, null);
    }
}
