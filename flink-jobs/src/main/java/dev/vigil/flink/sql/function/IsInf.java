package dev.vigil.flink.sql.function;

import org.apache.flink.table.functions.ScalarFunction;
import org.jspecify.annotations.Nullable;

/** {@code IS_INF(x)}: whether a number is an infinity; NULL for NULL. */
public final class IsInf extends ScalarFunction {

    private static final long serialVersionUID = 1L;

    /** Called by generated code. */
    public @Nullable Boolean eval(@Nullable Double number) {
        return number == null ? null : Double.isInfinite(number);
    }
}
