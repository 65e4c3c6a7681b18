package dev.vigil.rules.template;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.Set;

/** What a template takes from its input; filled while it is parsed. */
final class Uses {

    private final Set<String> columns = new LinkedHashSet<>();
    private final Set<String> labels = new LinkedHashSet<>();
    private int firstValue = -1;

    void value(int index) {
        firstValue = firstValue < 0 ? index : firstValue;
    }

    void column(String name) {
        columns.add(name);
    }

    void label(String name) {
        labels.add(name);
    }

    Set<String> labels() {
        return Collections.unmodifiableSet(labels);
    }

    Set<String> columns() {
        return Collections.unmodifiableSet(columns);
    }

    OptionalInt firstValue() {
        return firstValue < 0 ? OptionalInt.empty() : OptionalInt.of(firstValue);
    }
}
