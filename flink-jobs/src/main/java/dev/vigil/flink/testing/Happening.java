package dev.vigil.flink.testing;

import dev.vigil.fleet.TableChange;
import dev.vigil.fleet.TargetFacts;
import java.time.Instant;

/** Something that a test's author wrote, at its time on the time line. */
sealed interface Happening {

    /** When. */
    Instant time();

    /** A row comes, changes or goes. */
    record Change(Instant time, Slot slot, TableChange change) implements Happening {}

    /** Something is known of a target. */
    record Facts(Instant time, TargetFacts facts) implements Happening {}
}
