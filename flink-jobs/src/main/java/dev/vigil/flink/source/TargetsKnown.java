package dev.vigil.flink.source;

import dev.vigil.fleet.TargetKey;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * From enumerator to readers: the targets of the whole fleet. Always the full set, so that it may be sent twice; a reader
 * drops what it holds beyond it. Flink has no word for taking a split away, and forgets events at a restart: hence sent
 * again at each registration.
 *
 * @param targets all of them, whichever reader polls them
 * @param complete whether a target that is missing here is gone (else discovery has not yet finished its first round)
 */
record TargetsKnown(Set<TargetKey> targets, boolean complete) implements SourceEvent {

    /** Copies. */
    TargetsKnown {
        targets = Set.copyOf(targets);
    }

    /** From enumerator to readers, once a second: time to tell how the monitor itself is doing. */
    record Pulse() implements SourceEvent {}
}
