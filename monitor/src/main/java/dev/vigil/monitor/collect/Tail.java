package dev.vigil.monitor.collect;

import dev.vigil.fleet.Reading;
import dev.vigil.fleet.TargetKey;
import dev.vigil.monitor.probing.QueryTable;
import java.util.Optional;

/** Reads a table that only grows, from where it had been read. */
interface Tail {

    /** Rows of one question: what a table of 16 MiB, the cap of an answer, can hold in any case. */
    int PAGE = 5000;

    /** Its name among the cursors. */
    String name();

    /** The next question. */
    String sql();

    /** Takes the answer and moves on; empty where it held nothing new. */
    Optional<Reading> take(TargetKey target, QueryTable answer);

    /** Where it stands, for the checkpoint; empty before the first row. */
    Optional<String> position();

    /** The question was refused: whether another form of it is worth a try at once. */
    boolean rephrase();
}
