package dev.vigil.monitor.alert;

import java.util.Comparator;

/**
 * A change of an alert's state, as counted.
 *
 * @param alert alert name
 * @param kind {@code pending}, {@code firing}, {@code resolved} or {@code dropped} (gone before it fired)
 */
public record Transition(String alert, String kind) implements Comparable<Transition> {

    @Override
    public int compareTo(Transition other) {
        return Comparator.comparing(Transition::alert)
                .thenComparing(Transition::kind)
                .compare(this, other);
    }
}
