package dev.vigil.flink.sql.function;

import java.util.OptionalDouble;
import org.apache.flink.table.functions.AggregateFunction;
import org.jspecify.annotations.Nullable;

/** An aggregate over the finite numbers of a group, which come and go; NULL where there is none. */
public abstract class FiniteAggregate extends AggregateFunction<@Nullable Double, Multiset> {

    private static final long serialVersionUID = 1L;

    @Override
    public final Multiset createAccumulator() {
        return new Multiset();
    }

    /** Called by generated code: a number comes. */
    public final void accumulate(Multiset numbers, @Nullable Double number) throws Exception {
        numbers.add(number, 1);
    }

    /** Called by generated code: a number goes. */
    public final void retract(Multiset numbers, @Nullable Double number) throws Exception {
        numbers.add(number, -1);
    }

    /** Called by generated code: groups become one. */
    public final void merge(Multiset numbers, Iterable<Multiset> others) throws Exception {
        for (Multiset other : others) {
            numbers.addAll(other);
        }
    }

    /** Called by generated code. */
    public final void resetAccumulator(Multiset numbers) {
        numbers.clear();
    }

    @Override
    public final @Nullable Double getValue(Multiset numbers) {
        try {
            OptionalDouble value = value(numbers.sorted());
            return value.isPresent() ? value.getAsDouble() : null;
        } catch (Exception e) {
            throw new IllegalStateException("an aggregate's state cannot be read", e);
        }
    }

    abstract OptionalDouble value(Multiset.Sorted numbers);
}
