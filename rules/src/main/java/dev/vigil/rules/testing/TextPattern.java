package dev.vigil.rules.testing;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a label or an annotation should be: a text, or with {@code =~} before it a pattern (RE2) that must be found in it. The
 * empty text means that it should not be there.
 */
public final class TextPattern {

    private static final String MARK = "=~";

    private final String text;
    private final @Nullable Pattern pattern;

    private TextPattern(String text, @Nullable Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException where a pattern is none; the message says why
     */
    static TextPattern of(String text) {
        if (!text.startsWith(MARK)) {
            return new TextPattern(text, null);
        }
        try {
            return new TextPattern(
                    text, Pattern.compile(text.substring(MARK.length()).strip()));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not a pattern: " + e.getMessage(), e);
        }
    }

    boolean matches(@Nullable String actual) {
        if (pattern == null) {
            return text.equals(Optional.ofNullable(actual).orElse(""));
        }
        return actual != null && pattern.matcher(actual).find();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
