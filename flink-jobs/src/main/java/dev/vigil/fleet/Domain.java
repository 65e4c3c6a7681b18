package dev.vigil.fleet;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which values a column can have, as far as it is known: for telling people that a condition is never true.
 *
 * @param texts all texts that there can be, sorted; empty = any
 * @param least smallest number that there can be, where it is not NaN
 * @param most largest number
 * @param nan whether NaN and infinities are kept
 * @param known whether it is never NULL
 */
public record Domain(Set<String> texts, double least, double most, boolean nan, boolean known) {

    /** Anything, and NULL. */
    public static final Domain ANY =
            new Domain(Set.of(), Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false, false);

    /** Seconds, counts and sizes: zero or more, and NULL. */
    public static final Domain COUNT = between(0, Double.POSITIVE_INFINITY);

    /** Parts of a whole, from 0 to 1, and NULL. */
    public static final Domain SHARE = between(0, 1);

    /** Copies. */
    public Domain {
        texts = Collections.unmodifiableSet(new TreeSet<>(texts));
    }

    /** These texts, and NULL. */
    public static Domain among(Set<String> texts) {
        return new Domain(texts, ANY.least, ANY.most, false, false);
    }

    /** Numbers within bounds, and NULL. */
    public static Domain between(double least, double most) {
        return new Domain(Set.of(), least, most, false, false);
    }

    /** The same with NaN and both infinities. */
    public Domain withNan() {
        return new Domain(texts, least, most, true, known);
    }

    /** The same without NULL. */
    public Domain neverNull() {
        return new Domain(texts, least, most, nan, true);
    }
}
