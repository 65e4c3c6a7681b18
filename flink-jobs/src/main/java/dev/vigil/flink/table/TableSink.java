package dev.vigil.flink.table;

import dev.vigil.fleet.TableChange;

/**
 * Sees the changes of the latest-state tables ({@code targets}, {@code watches}, {@code modules}, {@code jobs},
 * {@code monitor}, {@code stacks}, {@code gradients}); called on the pipeline's thread, must return at once. After a
 * restart every row is told again as an insert.
 */
@FunctionalInterface
public interface TableSink {

    /** A row came, changed or went. */
    void change(TableChange change);
}
