package dev.vigil.rules.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The compact notation of numbers that promtool's users know: values in a row, between them white space.
 *
 * <ul>
 *   <li>{@code 1.5}, {@code -1e-3}, {@code nan}, {@code inf}, {@code -inf}, {@code null} (NULL)
 *   <li>{@code 5x3}: 5 and three times again, so four values
 *   <li>{@code 1+2x3}: 1 3 5 7; {@code 9-1x2}: 9 8 7
 *   <li>{@code _}: nothing new; {@code _x3}: three times
 * </ul>
 */
final class Series {

    /** More values than any test needs; a slip of the finger must not fill memory. */
    static final int MOST = 100_000;

    private static final int LONGEST_WORD = 100;

    private static final String UNSIGNED = "(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:e[+-]?\\d+)?";
    private static final Pattern TOKEN = Pattern.compile("(?<from>[+-]?" + UNSIGNED
            + "|[+-]?inf|nan|null|_)(?:(?<sign>[+-])(?<by>" + UNSIGNED + "))?(?:x(?<times>\\d{1,9}))?");

    private Series() {}

    /** One value of a series. */
    sealed interface Item {}

    /** A number, or NULL. */
    record Number(Optional<Double> number) implements Item {}

    /** Nothing new. */
    record Gap() implements Item {}

    /**
     * Reads a series.
     *
     * @throws Malformed where it is none
     */
    static List<Item> parse(String text) throws Malformed {
        List<Item> items = new ArrayList<>();
        Matcher words = Pattern.compile("\\S+").matcher(text);
        while (words.find()) {
            add(items, words.group(), words.start());
        }
        if (items.isEmpty()) {
            throw new Malformed(0, "there is no value");
        }
        return items;
    }

    private static void add(List<Item> items, String word, int index) throws Malformed {
        Matcher token = TOKEN.matcher(word.toLowerCase(Locale.ROOT));
        if (word.length() > LONGEST_WORD || !token.matches()) {
            throw new Malformed(
                    index,
                    "'" + excerpt(word) + "' is no number and no series such as 1 2.5 nan, 5x3, 1+2x10, _ or null");
        }
        checkGrowth(token, word, index);
        String from = token.group("from");
        long count = count(from, token.group("times"));
        if (items.size() + count > MOST) {
            throw new Malformed(index, "more than " + MOST + " values");
        }
        double by = token.group("by") == null ? 0 : Double.parseDouble(token.group("sign") + token.group("by"));
        for (long i = 0; i < count; i++) {
            items.add(item(from, by, i));
        }
    }

    private static String excerpt(String word) {
        return word.length() > 40 ? word.substring(0, 40) + "…" : word;
    }

    private static void checkGrowth(Matcher token, String word, int index) throws Malformed {
        String from = token.group("from");
        if (token.group("by") == null) {
            return;
        }
        if (from.equals("_") || from.equals("null")) {
            throw new Malformed(index, "'" + word + "': '" + from + "' cannot grow");
        }
        if (token.group("times") == null) {
            throw new Malformed(index, "'" + word + "': how often? write " + word + "x10");
        }
    }

    /** As in promtool: {@code 5x3} is four values, {@code _x3} is three gaps. */
    private static long count(String from, @Nullable String times) {
        if (times == null) {
            return 1;
        }
        return from.equals("_") ? Long.parseLong(times) : Long.parseLong(times) + 1;
    }

    private static Item item(String from, double by, long i) {
        return switch (from) {
            case "_" -> new Gap();
            case "null" -> new Number(Optional.empty());
            case "nan" -> new Number(Optional.of(Double.NaN));
            case "inf", "+inf" -> new Number(Optional.of(Double.POSITIVE_INFINITY));
            case "-inf" -> new Number(Optional.of(Double.NEGATIVE_INFINITY));
            default -> new Number(Optional.of(Double.parseDouble(from) + by * i));
        };
    }

    /** Not a series; says where and why. */
    static final class Malformed extends Exception {

        private static final long serialVersionUID = 1L;

        private final int index;

        Malformed(int index, String message) {
            super(message);
            this.index = index;
        }

        /** Of the first character that is wrong, within the text. */
        int index() {
            return index;
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }
}
