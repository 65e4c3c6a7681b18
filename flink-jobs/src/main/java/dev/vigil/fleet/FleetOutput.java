package dev.vigil.fleet;

/** Where a job's rows go; called on the caller's thread, in order, while it applies a reading or a tick. */
public interface FleetOutput {

    /** A row came, changed, went, or was appended. */
    void change(TableChange change);

    /** Whether anybody reads this table, the same from beginning to end: rows that nobody reads need not be told. */
    default boolean wants(TableSpec table) {
        return true;
    }

    /** Whether anybody reads the rows in {@code watches} of the watch of that name, the same from beginning to end. */
    default boolean wantsWatch(String name) {
        return wants(Tables.WATCHES);
    }

    /** What is known of a target itself changed. */
    void facts(TargetFacts facts);
}
