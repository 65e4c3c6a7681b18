package dev.vigil.rules.template;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Go's {@code printf} as far as alert texts need it. More patient than Go about types: a whole number of either type suits
 * {@code %d}, any number suits {@code %f} and {@code %g}, anything suits {@code %s}; what is not known prints as such.
 * Whatever does not fit is shown in Go's {@code %!d(string=x)} form.
 */
final class Printf {

    private static final Pattern VERB = Pattern.compile("%([-+ 0#]*)(\\d{0,9})(?:\\.(\\d{0,9}))?(.)?", Pattern.DOTALL);

    /** Widths and precisions beyond are cut: the text may not grow without bound. */
    private static final int WIDEST = 500;

    private final List<? extends @Nullable Object> arguments;
    private int next;

    private Printf(List<? extends @Nullable Object> arguments) {
        this.arguments = arguments;
    }

    static String format(String format, List<? extends @Nullable Object> arguments) {
        return new Printf(arguments).all(format);
    }

    /** One verb: its flags, width and precision (-1 = none). */
    private record Verb(String flags, int width, int precision, char letter) {
        boolean has(char flag) {
            return flags.indexOf(flag) >= 0;
        }

        int precisionOr(int usual) {
            return precision < 0 ? usual : precision;
        }
    }

    private String all(String format) {
        StringBuilder out = new StringBuilder();
        Matcher matcher = VERB.matcher(format);
        int done = 0;
        while (matcher.find() && out.length() <= Template.MAX_LENGTH) {
            out.append(format, done, matcher.start());
            done = matcher.end();
            out.append(matcher.group(4) == null ? "%!(NOVERB)" : one(verb(matcher)));
        }
        out.append(format.substring(done));
        if (next < arguments.size()) {
            StringJoiner extra = new StringJoiner(", ", "%!(EXTRA ", ")");
            arguments.subList(next, arguments.size()).forEach(value -> extra.add(typed(value)));
            out.append(extra);
        }
        return out.toString();
    }

    private static Verb verb(Matcher matcher) {
        String precision = matcher.group(3);
        return new Verb(
                matcher.group(1),
                bounded(matcher.group(2)),
                precision == null ? -1 : bounded(precision),
                matcher.group(4).charAt(0));
    }

    private static int bounded(String digits) {
        return digits.isEmpty() ? 0 : Math.min(WIDEST, Integer.parseInt(digits));
    }

    private String one(Verb verb) {
        if (verb.letter == '%') {
            return "%";
        }
        if (next >= arguments.size()) {
            return "%!" + verb.letter + "(MISSING)";
        }
        Object value = arguments.get(next++);
        if (value == null) {
            return padded(Values.UNKNOWN, verb, false);
        }
        return switch (verb.letter) {
            case 'v', 's', 'q', 't' -> text(value, verb);
            case 'd' -> whole(value) == null ? bad(verb, value) : number(value, verb, String.valueOf(whole(value)));
            case 'x', 'X' -> hexadecimal(value, verb);
            case 'e', 'E', 'f', 'F', 'g', 'G' ->
                value instanceof Number number
                        ? number(value, verb, floating(number.doubleValue(), verb))
                        : bad(verb, value);
            default -> bad(verb, value);
        };
    }

    private static String text(Object value, Verb verb) {
        return switch (verb.letter) {
            case 'v' ->
                value instanceof Number
                        ? number(value, verb, Values.text(value))
                        : padded(cut(Values.text(value), verb), verb, false);
            case 'q' -> value instanceof String text ? padded(quoted(cut(text, verb)), verb, false) : bad(verb, value);
            case 't' -> value instanceof Boolean ? padded(value.toString(), verb, false) : bad(verb, value);
            default -> padded(cut(Values.text(value), verb), verb, false);
        };
    }

    private static String floating(double value, Verb verb) {
        return switch (verb.letter) {
            case 'e' -> GoFloat.scientific(value, verb.precisionOr(6));
            case 'E' -> upper(GoFloat.scientific(value, verb.precisionOr(6)), value);
            case 'f', 'F' -> GoFloat.fixed(value, verb.precisionOr(6));
            case 'g' -> verb.precision < 0 ? GoFloat.shortest(value) : GoFloat.general(value, verb.precision);
            default ->
                upper(verb.precision < 0 ? GoFloat.shortest(value) : GoFloat.general(value, verb.precision), value);
        };
    }

    private static String upper(String number, double value) {
        return Double.isNaN(value) || Double.isInfinite(value) ? number : number.toUpperCase(Locale.ROOT);
    }

    private static String hexadecimal(Object value, Verb verb) {
        String hex;
        if (value instanceof String text) {
            StringBuilder bytes = new StringBuilder();
            for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
                bytes.append(String.format(Locale.ROOT, "%02x", octet));
            }
            hex = bytes.toString();
        } else {
            Long whole = whole(value);
            if (whole == null) {
                return bad(verb, value);
            }
            hex = Long.toString(whole, 16);
        }
        return padded(verb.letter == 'X' ? hex.toUpperCase(Locale.ROOT) : hex, verb, value instanceof Number);
    }

    /** The value as a whole number, if it is one. */
    private static @Nullable Long whole(Object value) {
        Object whole = Values.ofColumn(value);
        return whole instanceof Long number ? number : null;
    }

    private static String number(Object value, Verb verb, String text) {
        String sign = verb.has('+') ? "+" : verb.has(' ') ? " " : "";
        if (text.equals("+Inf") && sign.equals(" ")) {
            return padded(" Inf", verb, false);
        }
        boolean signed = text.startsWith("-") || text.startsWith("+");
        boolean finite = !(value instanceof Double number) || !(number.isNaN() || number.isInfinite());
        return padded(signed ? text : sign + text, verb, finite);
    }

    /** Fills up to the width: with zeros after the sign where asked for, else with blanks. */
    private static String padded(String text, Verb verb, boolean zeros) {
        int missing = verb.width - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        if (verb.has('-')) {
            return text + " ".repeat(missing);
        }
        if (!zeros || !verb.has('0')) {
            return " ".repeat(missing) + text;
        }
        int sign = text.startsWith("-") || text.startsWith("+") || text.startsWith(" ") ? 1 : 0;
        return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
    }

    private static String cut(String text, Verb verb) {
        int length = text.codePointCount(0, text.length());
        return verb.precision < 0 || verb.precision >= length
                ? text
                : text.substring(0, text.offsetByCodePoints(0, verb.precision));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default ->
                    quoted.append(
                            c < ' ' || c == 0x7f ? String.format(Locale.ROOT, "\\x%02x", c) : Character.toString(c));
            }
        });
        return quoted.append('"').toString();
    }

    private static String bad(Verb verb, Object value) {
        return "%!" + verb.letter + "(" + typed(value) + ")";
    }

    private static String typed(@Nullable Object value) {
        return value == null ? "<nil>" : Values.type(value) + "=" + Values.text(value);
    }
}
