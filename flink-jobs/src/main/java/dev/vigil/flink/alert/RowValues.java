package dev.vigil.flink.alert;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a rule's row that are not its identity. A flat public record, so that Flink serialises it without Kryo.
 *
 * @param texts columns that are no numbers; null where they are NULL
 * @param numbers columns that are; null where they are NULL
 * @param value the column {@code value}; null where there is none or it is NULL
 */
public record RowValues(
        Map<String, @Nullable String> texts,
        Map<String, @Nullable Double> numbers,
        @Nullable Double value) {}
