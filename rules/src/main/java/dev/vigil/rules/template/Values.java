package dev.vigil.rules.template;

import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What the values in a template are: String, Long, Double, Boolean, {@link Entries}, or null for what is not known. How they
 * print, compare and decide.
 */
final class Values {

    /** How a value that is not known prints: neither a zero nor nothing. */
    static final String UNKNOWN = "unknown";

    /** 2^53: up to here every whole number is a double, and a double may be printed as a whole number. */
    private static final double EXACT = 9_007_199_254_740_992.0;

    private Values() {}

    /**
     * A column's value. Counts come as doubles: a whole one becomes a whole number, or step 1234567 would print as
     * 1.234567e+06.
     */
    static @Nullable Object ofColumn(@Nullable Object value) {
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < EXACT) {
            return number.longValue();
        }
        if (value instanceof Number number && !(value instanceof Double)) {
            return value instanceof Float ? (Object) number.doubleValue() : (Object) number.longValue();
        }
        return value == null || value instanceof Double || value instanceof Boolean ? value : value.toString();
    }

    /** As {@code {{ }}} and {@code %v} print it. */
    static String text(@Nullable Object value) {
        if (value == null) {
            return UNKNOWN;
        }
        if (value instanceof Double number) {
            return GoFloat.shortest(number);
        }
        if (value instanceof Entries entries) {
            StringJoiner joined = new StringJoiner(" ", "map[", "]");
            entries.all().forEach((key, entry) -> joined.add(key + ":" + text(entry)));
            return joined.toString();
        }
        return value.toString();
    }

    /** Whether {@code if} takes it: not for false, zero, nothing, and what is not known. */
    static boolean truth(@Nullable Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof Entries entries) {
            return !entries.all().isEmpty();
        }
        return value != null && !value.equals("");
    }

    /** Equality; numbers by value, whatever their type; values of different kinds are not equal. */
    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return x.doubleValue() == y.doubleValue();
        }
        if (a instanceof Entries || b instanceof Entries) {
            throw new ExpandException("cannot compare maps");
        }
        return Objects.equals(a, b);
    }

    /** Whether a is less than b; never where one of them is not known. */
    static boolean less(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return false;
        }
        if (a instanceof Number x && b instanceof Number y) {
            return x.doubleValue() < y.doubleValue();
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y) < 0;
        }
        throw new ExpandException("cannot order " + type(a) + " and " + type(b));
    }

    /** A number, also from text that is one. */
    static double number(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof String text) {
            return GoFloat.parse(text).orElseThrow(() -> new ExpandException("'" + text + "' is not a number"));
        }
        throw new ExpandException(type(value) + " is not a number");
    }

    /** Go's name of a value's type. */
    static String type(@Nullable Object value) {
        if (value == null) {
            return "nil";
        }
        return Map.<Class<?>, String>of(
                        String.class, "string", Long.class, "int", Double.class, "float64", Boolean.class, "bool")
                .getOrDefault(value.getClass(), "map");
    }
}
