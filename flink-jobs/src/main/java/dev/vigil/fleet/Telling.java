package dev.vigil.fleet;

import java.time.Instant;

/**
 * Tells the rows of one target at one moment.
 *
 * @param who whose rows
 * @param now their row time
 * @param out where they go
 */
record Telling(Identity who, Instant now, FleetOutput out) {

    /** Begins a row; {@link #tell} or {@link #append} finishes it. */
    RowValues row(TableSpec spec) {
        return new RowValues(spec)
                .add(who.key().job())
                .add(who.key().instance())
                .add(who.rank());
    }

    /** Makes the row as it is now the one that is told. */
    void tell(Row row, RowValues values) {
        row.tell(values.add(who.labels()).list(), now, out);
    }

    /** Whether rows of this table are worth the making. */
    boolean wants(TableSpec table) {
        return out.wants(table);
    }

    /** Whether the row of this watch is worth the making. */
    boolean wantsWatch(String name) {
        return out.wantsWatch(name);
    }

    /** Appends a row to a history table. */
    void append(RowValues values) {
        values.add(who.labels());
        out.change(new TableChange(values.spec(), TableChange.Kind.INSERT, now, values.list()));
    }
}
