package dev.vigil.flink.sql.function;

import java.util.OptionalDouble;

/**
 * {@code MAD(x)}: the median distance of a group's finite numbers from their median, not scaled; NULL where there is none.
 */
public final class Mad extends FiniteAggregate {

    private static final long serialVersionUID = 1L;

    @Override
    OptionalDouble value(Multiset.Sorted numbers) {
        OptionalDouble median = numbers.median();
        return median.isPresent() ? numbers.distances(median.getAsDouble()).median() : median;
    }
}
