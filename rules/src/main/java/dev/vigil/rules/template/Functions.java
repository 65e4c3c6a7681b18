package dev.vigil.rules.template;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a template can call, by name. */
final class Functions {

    /** Functions of Prometheus and Go that are left out, and why. */
    static final Map<String, String> MISSING = Map.of(
            "query", "there is no PromQL here: select the value in the rule's expr",
            "first", "there is no PromQL here: select the value in the rule's expr",
            "label", "there is no PromQL here: use $labels",
            "value", "there is no PromQL here: use $value",
            "sortByLabel", "there is no PromQL here: use $labels",
            "tmpl", "named templates are not supported",
            "define", "named templates are not supported",
            "template", "named templates are not supported",
            "block", "named templates are not supported");

    /** All there are; {@code and} and {@code or} are not functions, as they do not look at all their arguments. */
    static final Map<String, Function> ALL = all();

    private Functions() {}

    private static Map<String, Function> all() {
        Map<String, Function> all = new HashMap<>();
        numbers(all);
        texts(all);
        logic(all);
        // Links that a Prometheus server has and Vigil has not: empty, as the compliance specification allows.
        all.put("externalURL", new Function(0, 0, a -> ""));
        all.put("pathPrefix", new Function(0, 0, a -> ""));
        all.put("graphLink", new Function(1, 1, a -> ""));
        all.put("tableLink", new Function(1, 1, a -> ""));
        all.put("strvalue", new Function(1, 1, a -> ""));
        all.put("safeHtml", new Function(1, 1, a -> a.get(0)));
        return Map.copyOf(all);
    }

    private static void numbers(Map<String, Function> all) {
        all.put("humanize", ofNumber(Humanize::thousands));
        all.put("humanize1024", ofNumber(Humanize::binary));
        all.put("humanizeDuration", ofNumber(Humanize::duration));
        all.put("humanizePercentage", ofNumber(Humanize::percentage));
        all.put("humanizeTimestamp", ofNumber(Humanize::timestamp));
    }

    private static void texts(Map<String, Function> all) {
        all.put("printf", new Function(1, 20, a -> Printf.format(text(a.get(0)), a.subList(1, a.size()))));
        all.put(
                "print",
                new Function(
                        0, 20, a -> String.join("", a.stream().map(Values::text).toList())));
        all.put("toUpper", ofText(text -> text.toUpperCase(Locale.ROOT)));
        all.put("toLower", ofText(text -> text.toLowerCase(Locale.ROOT)));
        all.put("title", ofText(Functions::title));
        all.put("stripPort", ofText(HostPort::stripPort));
        all.put("stripDomain", ofText(HostPort::stripDomain));
        all.put("urlQueryEscape", ofText(text -> URLEncoder.encode(text, StandardCharsets.UTF_8)));
        all.put("urlquery", ofText(text -> URLEncoder.encode(text, StandardCharsets.UTF_8)));
        all.put("match", new Function(2, 2, a -> Regexes.found(text(a.get(0)), text(a.get(1)))));
        all.put(
                "reReplaceAll",
                new Function(3, 3, a -> Regexes.replaced(text(a.get(0)), text(a.get(1)), text(a.get(2)))));
        all.put("len", new Function(1, 1, a -> length(a.get(0))));
        all.put("index", new Function(1, 20, Functions::index));
    }

    private static void logic(Map<String, Function> all) {
        all.put("not", new Function(1, 1, a -> !Values.truth(a.get(0))));
        all.put("eq", new Function(2, 20, Functions::equalsAny));
        all.put("ne", new Function(2, 2, a -> !Values.equal(a.get(0), a.get(1))));
        all.put("lt", ordering(a -> Values.less(a.get(0), a.get(1))));
        all.put("gt", ordering(a -> Values.less(a.get(1), a.get(0))));
        all.put("le", ordering(a -> Values.less(a.get(0), a.get(1)) || Values.equal(a.get(0), a.get(1))));
        all.put("ge", ordering(a -> Values.less(a.get(1), a.get(0)) || Values.equal(a.get(0), a.get(1))));
    }

    private static Function ofNumber(DoubleFunction<String> format) {
        return new Function(1, 1, a -> {
            Object value = a.get(0);
            return value == null ? null : format.apply(Values.number(value));
        });
    }

    private static Function ofText(java.util.function.Function<String, String> change) {
        return new Function(1, 1, a -> change.apply(text(a.get(0))));
    }

    private static Function ordering(Predicate<List<@Nullable Object>> holds) {
        return new Function(2, 2, a -> a.get(0) != null && a.get(1) != null && holds.test(a));
    }

    private static String text(@Nullable Object value) {
        return Values.text(value);
    }

    private static boolean equalsAny(List<@Nullable Object> arguments) {
        return arguments.subList(1, arguments.size()).stream().anyMatch(b -> Values.equal(arguments.get(0), b));
    }

    private static @Nullable Object index(List<@Nullable Object> arguments) {
        Object at = arguments.get(0);
        for (Object key : arguments.subList(1, arguments.size())) {
            if (!(at instanceof Entries entries)) {
                throw new ExpandException("index of something that is no map");
            }
            at = entries.get(text(key));
        }
        return at;
    }

    /** Entries of a map; bytes of a text, as in Go. */
    private static long length(@Nullable Object value) {
        if (value instanceof Entries entries) {
            return entries.all().size();
        }
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }
        throw new ExpandException("len of " + Values.type(value));
    }

    /** Each word's first letter in title case. */
    private static String title(String text) {
        StringBuilder title = new StringBuilder();
        int[] before = {' '};
        text.codePoints().forEach(c -> {
            boolean inWord = Character.isLetterOrDigit(before[0]) || before[0] == '_';
            title.appendCodePoint(inWord ? c : Character.toTitleCase(c));
            before[0] = c;
        });
        return title.toString();
    }
}
