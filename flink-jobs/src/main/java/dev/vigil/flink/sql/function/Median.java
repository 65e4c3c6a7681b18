package dev.vigil.flink.sql.function;

import java.util.OptionalDouble;

/** {@code MEDIAN(x)}: the median of a group's finite numbers; NULL where there is none. */
public final class Median extends FiniteAggregate {

    private static final long serialVersionUID = 1L;

    @Override
    OptionalDouble value(Multiset.Sorted numbers) {
        return numbers.median();
    }
}
