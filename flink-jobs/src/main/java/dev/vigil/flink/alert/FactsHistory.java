package dev.vigil.flink.alert;

import dev.vigil.fleet.TargetFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was known of one target, and since when; as much of it as is still needed. Facts come by a channel of their own, which
 * may be ahead of the rows. State of Flink's.
 *
 * @param entries oldest first
 */
public record FactsHistory(List<TimedFacts> entries) {

    /** Nothing was known. */
    static final FactsHistory EMPTY = new FactsHistory(List.of());

    /** With news; what nobody will ask for any more, as time has passed it, is left out. */
    FactsHistory with(TimedFacts news, long passed) {
        List<TimedFacts> kept = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            TimedFacts successor = i + 1 < entries.size() ? entries.get(i + 1) : news;
            if (successor.behind() >= passed) {
                kept.add(entries.get(i));
            }
        }
        kept.add(news);
        return new FactsHistory(kept);
    }

    /** What is so at that time; empty where the target is not known, or no more. */
    Optional<TargetFacts> at(long time) {
        TargetFacts newest = null;
        for (TimedFacts entry : entries) {
            newest = entry.behind() < time ? entry.facts() : newest;
        }
        return Optional.ofNullable(newest).filter(TargetFacts::present);
    }

    /** Whether the target has been gone since before that time: nobody will ask for it any more. */
    boolean isOver(long passed) {
        TimedFacts last = entries.get(entries.size() - 1);
        return !last.facts().present() && last.behind() < passed;
    }
}
