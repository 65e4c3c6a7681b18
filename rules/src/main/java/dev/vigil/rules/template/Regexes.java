package dev.vigil.rules.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/** Regular expressions with Go's syntax and, like Go's, in time proportional to the text: targets send the text. */
final class Regexes {

    private static final java.util.regex.Pattern REFERENCE =
            java.util.regex.Pattern.compile("\\$(?:(\\$)|(\\w+)|\\{(\\w+)})");

    private Regexes() {}

    /** What is wrong with a pattern, if anything. */
    static Optional<String> fault(String pattern) {
        try {
            Pattern.compile(pattern);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("not a regular expression: " + e.getDescription());
        }
    }

    /** {@code match}: whether the pattern is found anywhere. */
    static boolean found(String pattern, String text) {
        return compiled(pattern).matcher(text).find();
    }

    /** {@code reReplaceAll}: {@code $1}, {@code ${1}} and {@code ${name}} in the replacement are what groups matched. */
    static String replaced(String pattern, String replacement, String text) {
        Pattern compiled = compiled(pattern);
        Matcher matcher = compiled.matcher(text);
        StringBuilder out = new StringBuilder();
        int done = 0;
        while (matcher.find() && out.length() <= Template.MAX_LENGTH) {
            out.append(text, done, matcher.start());
            expand(replacement, compiled, matcher, out);
            done = matcher.end();
        }
        return out.append(text, done, text.length()).toString();
    }

    private static void expand(String replacement, Pattern pattern, Matcher match, StringBuilder out) {
        java.util.regex.Matcher reference = REFERENCE.matcher(replacement);
        int done = 0;
        while (reference.find()) {
            out.append(replacement, done, reference.start());
            done = reference.end();
            String name = reference.group(2) == null ? reference.group(3) : reference.group(2);
            out.append(name == null ? "$" : group(name, pattern, match));
        }
        out.append(replacement, done, replacement.length());
    }

    /** What a group matched; nothing for one that is not there, as in Go. */
    private static String group(String name, Pattern pattern, Matcher match) {
        String text = null;
        if (name.matches("\\d{1,3}")) {
            int number = Integer.parseInt(name);
            text = number <= match.groupCount() ? match.group(number) : null;
        } else if (pattern.namedGroups().containsKey(name)) {
            text = match.group(name);
        }
        return text == null ? "" : text;
    }

    private static Pattern compiled(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new ExpandException("not a regular expression: " + e.getDescription());
        }
    }
}
