package dev.vigil.rules.template;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/** Floating-point numbers as Go's strconv writes and reads them. */
final class GoFloat {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,5})?");
    private static final Pattern INFINITY = Pattern.compile("[+-]?[iI]nf(inity)?");

    private GoFloat() {}

    /** {@code %v}: as few digits as say which number it is; with an exponent where it is below -4 or has 6 digits or more. */
    static String shortest(double value) {
        if (special(value)) {
            return name(value);
        }
        BigDecimal digits = fewest(Math.abs(value));
        return sign(value) + general(digits, 6, digits.precision());
    }

    /** Before JDK 19 Double.toString may give a digit too many, or not the nearest: so its length is only where to begin. */
    private static BigDecimal fewest(double size) {
        BigDecimal exact = new BigDecimal(size);
        BigDecimal best = new BigDecimal(Double.toString(size)).stripTrailingZeros();
        for (int count = best.precision(); count > 0; count--) {
            BigDecimal fewer = exact.round(new MathContext(count, RoundingMode.HALF_EVEN));
            if (fewer.doubleValue() != size) {
                break;
            }
            best = fewer.stripTrailingZeros();
        }
        return best;
    }

    /** {@code %.Ng}: N significant digits, trailing zeros dropped. */
    static String general(double value, int precision) {
        if (special(value)) {
            return name(value);
        }
        int kept = Math.max(precision, 1);
        BigDecimal digits = new BigDecimal(Math.abs(value))
                .round(new MathContext(kept, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        return sign(value) + general(digits, kept, kept);
    }

    /** {@code %.Nf}: N digits after the point. */
    static String fixed(double value, int precision) {
        return special(value)
                ? name(value)
                : sign(value)
                        + new BigDecimal(Math.abs(value))
                                .setScale(precision, RoundingMode.HALF_EVEN)
                                .toPlainString();
    }

    /** {@code %.Ne}: one digit before the point, N after it, and an exponent of at least two digits. */
    static String scientific(double value, int precision) {
        if (special(value)) {
            return name(value);
        }
        BigDecimal digits =
                new BigDecimal(Math.abs(value)).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        return sign(value) + exponential(digits, precision);
    }

    /** A text as Go's ParseFloat takes it, but for hexadecimal and underscores. */
    static Optional<Double> parse(String text) {
        if (text.length() > 400) {
            return Optional.empty();
        }
        if (NUMBER.matcher(text).matches()) {
            return Optional.of(Double.valueOf(text));
        }
        if (INFINITY.matcher(text).matches()) {
            return Optional.of(text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        return text.equalsIgnoreCase("nan") ? Optional.of(Double.NaN) : Optional.empty();
    }

    private static boolean special(double value) {
        return Double.isNaN(value) || Double.isInfinite(value);
    }

    private static String name(double value) {
        return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    }

    private static String sign(double value) {
        return value < 0 || 1 / value < 0 ? "-" : "";
    }

    /** Either form, by the exponent; digits must have no trailing zeros. */
    private static String general(BigDecimal digits, int largest, int precision) {
        int exponent = exponent(digits);
        int wholeDigits = exponent + 1;
        int limit = largest > digits.precision() && digits.precision() >= wholeDigits ? digits.precision() : largest;
        return exponent < -4 || exponent >= limit
                ? exponential(digits, Math.min(digits.precision(), precision) - 1)
                : digits.toPlainString();
    }

    private static int exponent(BigDecimal digits) {
        return digits.signum() == 0 ? 0 : digits.precision() - digits.scale() - 1;
    }

    private static String exponential(BigDecimal digits, int precision) {
        int exponent = exponent(digits);
        String mantissa = digits.signum() == 0
                ? BigDecimal.ZERO.setScale(precision).toPlainString()
                : digits.movePointLeft(exponent)
                        .setScale(precision, RoundingMode.UNNECESSARY)
                        .toPlainString();
        int size = Math.abs(exponent);
        return mantissa + (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
    }
}
